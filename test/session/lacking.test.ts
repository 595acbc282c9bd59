import { beforeEach, describe, expect, it } from 'vitest';
import type { ActionStep, ChallengeStep, Predicate } from '../../src/lesson/lesson.ts';
import { Lacking } from '../../src/session/lacking.ts';
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

let lacking: Lacking;
beforeEach(() => {
  lacking = new Lacking();
});

describe('a claim that cannot be judged', () => {
  it('of a step that was refused itself: whatever does not hold, or is not there', () => {
    const here = refusal('here');
    expect(lacking.obstacle(here, about('hostname'), NO)).toBe(here);
    expect(lacking.obstacle(here, about('hostname'), { ok: true, missing: true })).toBe(here);
    expect(lacking.obstacle(here, about('hostname'), YES)).toBeNull();
  });

  it('rests on the facts that an earlier step was to bring about, the latest of these', () => {
    const [first, second, third] = ['first', 'second', 'third'].map(refusal) as [Refusal, Refusal, Refusal];
    lacking.note(action('sethostname', 'hostname'), first);
    lacking.note(action('sethostname', 'hostname'), second);
    lacking.note(action('mount', 'mounts'), third);
    expect(lacking.obstacle(null, about('hostname'), NO)).toBe(second);
    expect(lacking.obstacle(null, about('hostname'), YES)).toBeNull();
    expect(lacking.obstacle(null, about('uid_map'), NO)).toBeNull();
  });

  it('is looked for in all parts of a claim', () => {
    const first = refusal('first');
    lacking.note(action('sethostname', 'hostname'), first);
    for (const test of [
      { all: [about('uid_map'), about('hostname')] },
      { any: [about('uid_map'), about('hostname')] },
      { not: about('hostname') },
    ] as Predicate[])
      expect(lacking.obstacle(null, test, NO)).toBe(first);
    expect(lacking.obstacle(null, { errno: 'EPERM' } as unknown as Predicate, NO)).toBeNull();
  });

  it('of a fact that is not there rests on the last refusal, whatever that was about', () => {
    const [first, last] = [refusal('first'), refusal('last')];
    expect(lacking.obstacle(null, about('uid_map'), MISSING)).toBeNull();
    lacking.note(action('mount', 'mounts'), first);
    lacking.note(action('sethostname', 'hostname'), last);
    expect(lacking.obstacle(null, about('uid_map'), MISSING)).toBe(last);
    expect(lacking.obstacle(null, about('mounts'), MISSING)).toBe(first);
  });

  it('there is none after the container was begun anew', () => {
    lacking.note(action('sethostname', 'hostname'), refusal('first'));
    lacking.forget();
    expect(lacking.obstacle(null, about('hostname'), MISSING)).toBeNull();
  });
});

describe('a challenge', () => {
  const [mount, group] = [refusal('mount'), refusal('group')];

  it('that wants a group is told of the first refusal of a group', () => {
    lacking.note(action('mount', 'mounts'), mount);
    expect(lacking.forChallenge(challenge('cgroup'))).toBeNull();
    lacking.note(action('create-cgroup', 'cgroup.procs'), group);
    lacking.note(action('set-limit', 'cgroup.pids.max'), refusal('limit'));
    expect(lacking.forChallenge(challenge('cgroup'))).toBe(group);
    expect(lacking.forChallenge(challenge('process', 'hostname', 'cgroup.pids.max'))).toBe(group);
  });

  it('that wants none is told of nothing', () => {
    lacking.note(action('create-cgroup', 'cgroup.procs'), group);
    expect(lacking.forChallenge(challenge('process', 'hostname'))).toBeNull();
  });
});
