import { beforeEach, describe, expect, it } from 'vitest';
import type { ActionStep, ChallengeStep, Predicate } from '../../src/lesson/lesson.ts';
import { BlockedClaims } from '../../src/session/blocked-claims.ts';
import type { Refusal } from '../../src/session/refusals.ts';

const refusal = (message: string): Refusal => ({ message, errno: 'EACCES', why: 'w', todo: 't' });
const about = (fact: string): Predicate => ({ fact, of: 'stage', is: { changed: true } }) as Predicate;
const action = (op: string, ...facts: string[]) =>
  ({ do: [{ op, args: {} }], expect: facts.map(fact => ({ test: about(fact), says: '' })) }) as unknown as ActionStep;
const challenge = (kind: string, ...facts: string[]) =>
  ({ seeks: { kind }, checks: facts.map(fact => ({ test: about(fact), says: '' })) }) as unknown as ChallengeStep;
const NO = { ok: false, missing: false };
const MISSING = { ok: false, missing: true };
const YES = { ok: true, missing: false };

let blocked: BlockedClaims;
beforeEach(() => {
  blocked = new BlockedClaims();
});

describe('a claim that cannot be judged', () => {
  it('of a step that was refused itself: whatever does not hold, or is not there', () => {
    const here = refusal('here');
    expect(blocked.obstacle(here, about('hostname'), NO)).toBe(here);
    expect(blocked.obstacle(here, about('hostname'), { ok: true, missing: true })).toBe(here);
    expect(blocked.obstacle(here, about('hostname'), YES)).toBeNull();
  });

  it('rests on the facts that an earlier step was to bring about, the latest of these', () => {
    const [first, second, third] = ['first', 'second', 'third'].map(refusal) as [Refusal, Refusal, Refusal];
    blocked.note(action('sethostname', 'hostname'), first);
    blocked.note(action('sethostname', 'hostname'), second);
    blocked.note(action('mount', 'mounts'), third);
    expect(blocked.obstacle(null, about('hostname'), NO)).toBe(second);
    expect(blocked.obstacle(null, about('hostname'), YES)).toBeNull();
    expect(blocked.obstacle(null, about('uid_map'), NO)).toBeNull();
  });

  it('is looked for in all parts of a claim', () => {
    const first = refusal('first');
    blocked.note(action('sethostname', 'hostname'), first);
    for (const test of [
      { all: [about('uid_map'), about('hostname')] },
      { any: [about('uid_map'), about('hostname')] },
      { not: about('hostname') },
    ] as Predicate[])
      expect(blocked.obstacle(null, test, NO)).toBe(first);
    expect(blocked.obstacle(null, { errno: 'EPERM' } as unknown as Predicate, NO)).toBeNull();
  });

  it('of a fact that is not there rests on the last refusal, whatever that was about', () => {
    const [first, last] = [refusal('first'), refusal('last')];
    expect(blocked.obstacle(null, about('uid_map'), MISSING)).toBeNull();
    blocked.note(action('mount', 'mounts'), first);
    blocked.note(action('sethostname', 'hostname'), last);
    expect(blocked.obstacle(null, about('uid_map'), MISSING)).toBe(last);
    expect(blocked.obstacle(null, about('mounts'), MISSING)).toBe(first);
  });

  it('there is none after the container was begun anew', () => {
    blocked.note(action('sethostname', 'hostname'), refusal('first'));
    blocked.forget();
    expect(blocked.obstacle(null, about('hostname'), MISSING)).toBeNull();
  });
});

describe('a challenge', () => {
  const [mount, group] = [refusal('mount'), refusal('group')];

  it('that wants a group is told of the first refusal of a group', () => {
    blocked.note(action('mount', 'mounts'), mount);
    expect(blocked.forChallenge(challenge('cgroup'))).toBeNull();
    blocked.note(action('create-cgroup', 'cgroup.procs'), group);
    blocked.note(action('set-limit', 'cgroup.pids.max'), refusal('limit'));
    expect(blocked.forChallenge(challenge('cgroup'))).toBe(group);
    expect(blocked.forChallenge(challenge('process', 'hostname', 'cgroup.pids.max'))).toBe(group);
  });

  it('that wants none is told of nothing', () => {
    blocked.note(action('create-cgroup', 'cgroup.procs'), group);
    expect(blocked.forChallenge(challenge('process', 'hostname'))).toBeNull();
  });
});
