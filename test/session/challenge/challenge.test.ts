import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChallengeStep } from '../../../src/lesson/lesson.ts';
import type { Sighting } from '../../../src/observe/seeker.ts';
import { BlockedClaims } from '../../../src/session/blocked-claims.ts';
import { Challenges } from '../../../src/session/challenge/challenges.ts';
import type { LabEvent, LabEventBody } from '../../../src/session/events.ts';
import { LiveSession } from '../../../src/session/live-session.ts';
import type { Facts } from '../../../src/words/fact-value.ts';
import { lesson } from '../lessons.ts';
import { ScriptedBackend } from '../scripted-backend.ts';

const step: ChallengeStep = {
  id: 'mine',
  title: 'Mine',
  text: '',
  line: 1,
  type: 'challenge',
  task: 'make it',
  seeks: { kind: 'process' },
  checks: [
    { test: { fact: 'hostname', of: 'candidate', is: { eq: 'lab-box' } }, says: 'It is called lab-box.' },
    { test: { fact: 'status.NSpid', of: 'candidate', is: { matches: ' 1$' } }, says: 'It is PID 1.' },
  ],
  stars: [{ test: { fact: 'net.devices', of: 'candidate', is: { contains: 'veth' } }, says: 'It has a veth.' }],
  afterwards: null,
  partial: [
    {
      when: { fact: 'hostname', of: 'candidate', is: { eq: { fact: 'hostname', of: 'host' } } },
      says: 'still the name of the host',
    },
  ],
  nothing: 'no process of yours yet',
  hints: ['second', 'third'],
  solution: [{ run: 'unshare' }],
  cleanup: [],
};

function sighting(pid: number, facts: Facts, before: Facts = {}): Sighting {
  return { id: `${pid}.1`, pid, name: `sh${pid}`, whose: 'own', before, facts, files: {} };
}
const wrong = sighting(10, { hostname: 'vm', 'status.NSpid': '10 1', 'net.devices': ['lo'] });
const right = sighting(11, { hostname: 'lab-box', 'status.NSpid': '11 1', 'net.devices': ['lo'] });
const best = sighting(12, { hostname: 'lab-box', 'status.NSpid': '12 1', 'net.devices': ['lo', 'veth0'] });

async function begin(changes: Partial<ChallengeStep> = {}) {
  const backend = new ScriptedBackend();
  const base = lesson('01-one', { start: 'read', end: 'read' });
  const [start, end] = base.steps;
  const live = new LiveSession([{ ...base, steps: [start as never, { ...step, ...changes }, end as never] }], backend);
  const events: LabEvent[] = [];
  live.onEvent(event => events.push(event));
  await live.jump('01-one');
  await live.next();
  const see = async (...sightings: Sighting[]) => {
    backend.sightings = sightings;
    await live.refresh();
    return live.getState().challenges['01-one/mine'];
  };
  return { backend, live, events, see, state: () => live.getState().challenges['01-one/mine'] };
}
const oks = (checks: { ok: boolean }[] | undefined) => checks?.map(({ ok }) => ok);

// a look that took long is followed by a rest: how busy this machine is must not decide what the next one sees
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a challenge', () => {
  it('is seen from the step on, with a checklist that does not hold', async () => {
    const { backend, state } = await begin();
    expect(backend.log.at(-1)).toBe('seek');
    expect(state()).toMatchObject({ candidate: null, candidates: 0, solved: null });
    expect(oks(state()?.checks)).toEqual([false, false]);
  });

  it('shows the candidate for which most holds, and says what the kernel returned', async () => {
    const { see } = await begin();
    const shown = await see(sighting(9, { hostname: 'vm', 'status.NSpid': '9' }), wrong);
    expect(shown).toMatchObject({ candidate: { pid: 10, name: 'sh10' }, candidates: 2, solved: null });
    expect(oks(shown?.checks)).toEqual([false, true]);
    expect(shown?.checks[0]?.got).toBe('candidate hostname = vm');
  });

  it('tells a look in which nothing has changed only once', async () => {
    const { see, events } = await begin();
    await see(wrong);
    const told = events.length;
    await see(wrong);
    expect(events).toHaveLength(told);
  });

  it('is solved when all checks hold for one, not when they hold for two together', async () => {
    const { see } = await begin();
    expect((await see(sighting(1, { hostname: 'lab-box', 'status.NSpid': '1' }), wrong))?.solved).toBeNull();
    const shown = await see(wrong, right);
    expect(shown?.solved).toEqual({ stars: 1, of: 2, seen: false });
    expect(shown?.solution).toBeNull();
  });

  it('shows the solution when it is asked for, never by itself', async () => {
    const { see, live, state } = await begin();
    expect((await see(right))?.solution).toBeNull();
    await live.hint();
    expect(state()?.solution).toEqual(['the', 'lines']);
    expect((await see(right, best))?.solved).toEqual({ stars: 2, of: 2, seen: true });
    const won = await begin();
    expect((await won.see(best))?.solution).toBeNull();
    await won.live.hint();
    expect(won.state()?.solution).toEqual(['the', 'lines']);
    expect(won.state()?.solved, 'nothing was left to be given away').toEqual({ stars: 2, of: 2, seen: false });
  });

  it('wins a star later, and loses none when the process is gone', async () => {
    const { see, events } = await begin();
    await see(right);
    expect((await see(right, best))?.solved?.stars).toBe(2);
    const gone = await see();
    expect(gone?.solved?.stars).toBe(2);
    expect(oks(gone?.checks)).toEqual([true, true]);
    await see(right);
    expect(events.filter(event => event.type === 'challenge.solved').map(event => event.stars)).toEqual([1, 2]);
    expect(events.filter(event => event.type === 'solution')).toEqual([]);
  });

  it('says on entering that the session itself was refused a group here, and in the first hint too', async () => {
    const refused = { message: 'mkdir: permission denied', errno: 'EACCES', why: 'not yours', todo: 'sudo it' };
    const told: LabEventBody[] = [];
    const challenges = new Challenges(new ScriptedBackend(), event => told.push(event));
    await challenges.enter('04', step, refused);
    challenges.hint();
    const said = told.flatMap(e => (e.type === 'note' || e.type === 'hint' ? [e.text] : []));
    expect(said).toHaveLength(2);
    for (const text of said) expect(text).toMatch(/mkdir: permission denied; why: not yours; way out: sudo it$/);
  });

  it('knows which refusals stand in its way', () => {
    const refusal = { message: 'm', errno: 'EACCES', why: 'w', todo: 't' };
    const made = (op: string) => {
      const blocked = new BlockedClaims();
      blocked.note({ do: [{ op, args: {} }], expect: [] } as never, refusal);
      return blocked;
    };
    const group = { ...step, seeks: { kind: 'cgroup', name: 'mine' } } as ChallengeStep;
    expect(made('create-cgroup').forChallenge(group)).toBe(refusal);
    expect(made('create-cgroup').forChallenge(step)).toBeNull();
    expect(made('mount').forChallenge(group)).toBeNull();
  });

  it('goes on where it was for one who leaves and comes back', async () => {
    const { live, backend, see, state } = await begin();
    await live.next();
    await see(right);
    expect(state()?.solved).toBeNull();
    await live.back();
    expect(backend.log.filter(entry => entry === 'seek')).toHaveLength(1);
    expect((await see(right))?.solved?.stars).toBe(1);
  });
});

describe('what is not known to be the learner’s', () => {
  const strange = (one: Sighting, more: Partial<Sighting> = {}): Sighting => ({
    ...one,
    id: `${one.id}-strange`,
    whose: 'foreign',
    parent: { pid: 7, name: 'dockerd' },
    ...more,
  });
  const question = { pid: 12, name: 'sh12', parent: { pid: 7, name: 'dockerd' } };

  it('never wins by itself: it is asked about, and is no candidate', async () => {
    const { see } = await begin();
    const shown = await see(strange(best));
    expect(shown).toMatchObject({ solved: null, candidate: null, candidates: 0, unclaimed: question });
    expect(oks(shown?.checks)).toEqual([false, false]);
    expect((await see())?.unclaimed).toBeNull();
  });

  it('colours no hint, and ranks below one’s own', async () => {
    const { see, live, state } = await begin();
    await see(strange(best));
    await live.hint();
    expect(state()?.hints[0]?.text).toBe('no process of yours yet');
    const shown = await see(wrong, strange(best));
    expect(shown).toMatchObject({ candidate: { pid: 10 }, candidates: 1, unclaimed: { pid: 12 } });
    expect(state()?.hints[0]?.text).toBe('still the name of the host');
  });

  it('is asked about at once where it comes from a terminal; what a daemon made only when all of it holds', async () => {
    const { see } = await begin();
    expect((await see(strange(wrong)))?.unclaimed).toBeNull();
    expect((await see(strange(wrong, { terminal: true })))?.unclaimed).toMatchObject({ pid: 10 });
    expect((await see(strange(right)))?.unclaimed).toMatchObject({ pid: 11 });
  });

  it('counts from the moment on in which the learner says that it is theirs, as claimed', async () => {
    const { see, live, backend, state, events } = await begin();
    await live.claim();
    await see(strange(best));
    await live.claim();
    expect(backend.log.filter(entry => entry.startsWith('claim'))).toEqual([`claim ${best.id}-strange`]);
    expect(state()).toMatchObject({
      unclaimed: null,
      candidate: { pid: 12, claimed: true },
      solved: { stars: 2, of: 2, seen: false },
    });
    expect(events.find(event => event.type === 'challenge.solved')).toMatchObject({ candidate: { claimed: true } });
  });

  it('is who was shown when the key was pressed, not who takes the place until its turn', async () => {
    const { see, live, backend } = await begin();
    await see(strange(right));
    backend.sightings = [strange(best)];
    const look = live.check();
    await live.claim();
    await look;
    expect(backend.log.filter(entry => entry.startsWith('claim'))).toEqual([]);
  });

  it('of as many checks the learner’s own is shown before what was claimed', async () => {
    const { see } = await begin();
    const claimed: Sighting = { ...best, whose: 'claimed' };
    expect((await see(claimed, right))?.candidate).toEqual({ pid: 11, name: 'sh11' });
  });

  it('is asked about once more when it would win a star more', async () => {
    const { see } = await begin();
    expect((await see(right))?.solved?.stars).toBe(1);
    expect((await see(right, strange({ ...right, pid: 30, id: '30.1' })))?.unclaimed).toBeNull();
    expect((await see(right, strange(best)))?.unclaimed).toEqual(question);
  });
});

describe('a group that must be gone again', () => {
  const afterwards = 'The group is gone again.';
  const group: Sighting = { ...right, id: '/mine', name: '/mine' };

  it('is solved when what held has gone, not before', async () => {
    const { see } = await begin({ afterwards });
    const held = await see(group);
    expect(held).toMatchObject({ solved: null, afterwards: { ok: false, text: afterwards } });
    expect(oks(held?.checks)).toEqual([true, true]);
    const emptied = await see({ ...group, facts: { hostname: 'vm', 'status.NSpid': '1' } });
    expect(emptied?.solved).toBeNull();
    expect(oks(emptied?.checks)).toEqual([true, true]);
    expect(await see()).toMatchObject({ solved: { stars: 1, of: 2, seen: false }, afterwards: { ok: true } });
  });

  it('a hint does not say that a group is gone which is still there', async () => {
    const { live, see, state } = await begin({ afterwards });
    await see(group);
    await live.hint();
    expect(state()?.hints).toEqual([{ grade: 1, text: `This is still missing: ${afterwards}` }]);
  });

  it('is not solved by a group that goes before everything held', async () => {
    const { see } = await begin({ afterwards });
    await see({ ...group, facts: { hostname: 'vm' } });
    expect((await see())?.solved).toBeNull();
  });
});

describe('hints', () => {
  it('say first that nothing is seen', async () => {
    const { live, state } = await begin();
    await live.hint();
    expect(state()?.hints).toEqual([{ grade: 1, text: 'no process of yours yet' }]);
  });

  it('say first what is seen: a half-way state, or the first thing that is missing', async () => {
    const halfWay = await begin();
    await halfWay.see(wrong);
    await halfWay.live.hint();
    expect(halfWay.state()?.hints[0]?.text).toBe('still the name of the host');
    const other = await begin();
    await other.see(sighting(1, { hostname: 'lab-box', 'status.NSpid': '1' }));
    await other.live.hint();
    expect(other.state()?.hints[0]?.text).toBe('This is still missing: It is PID 1. The kernel says: status.NSpid = 1');
  });

  it('come in three grades, then the solution, after which it counts as seen', async () => {
    const { live, see, state } = await begin();
    for (let i = 0; i < 3; i++) await live.hint();
    expect(state()?.hints.map(h => h.grade)).toEqual([1, 2, 3]);
    expect(state()?.solution).toBeNull();
    await live.hint();
    await live.hint();
    expect(state()?.solution).toEqual(['the', 'lines']);
    expect((await see(right))?.solved).toEqual({ stars: 1, of: 2, seen: true });
  });

  it('the first one follows what is observed, in its place, and is told only when it changes', async () => {
    const { live, see, state, events } = await begin();
    await live.hint();
    await live.hint();
    await see(wrong);
    await see(wrong);
    expect(state()?.hints).toEqual([
      { grade: 1, text: 'still the name of the host' },
      { grade: 2, text: 'second' },
    ]);
    await see();
    expect(state()?.hints[0]?.text).toBe('no process of yours yet');
    await see(right);
    await see();
    expect(events.flatMap(e => (e.type === 'hint' ? [e.grade] : []))).toEqual([1, 2, 1, 1]);
  });

  it('are for challenges only, and not for a solved one', async () => {
    const { live, see, state, events } = await begin();
    await see(right);
    await live.hint();
    expect(state()?.hints).toEqual([]);
    await live.next();
    await live.hint();
    expect(events.some(event => event.type === 'hint')).toBe(false);
  });

  it('speaks first of the first check that does not hold: a hint about a later one waits', async () => {
    const partial = [
      {
        when: { not: { fact: 'status.NSpid', of: 'candidate' as const, is: { matches: ' 1$' } } },
        says: 'The name is right. It is not PID 1.',
      },
    ];
    const { live, see, state } = await begin({ partial });
    await see(sighting(10, { hostname: 'vm', 'status.NSpid': '10' }));
    await live.hint();
    expect(state()?.hints[0]?.text).toBe('This is still missing: It is called lab-box. The kernel says: hostname = vm');
    await see(sighting(10, { hostname: 'lab-box', 'status.NSpid': '10' }));
    expect(state()?.hints[0]?.text).toBe('The name is right. It is not PID 1.');
  });
});
