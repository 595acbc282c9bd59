import { expect, test } from 'vitest';
import { isProgress } from '../../src/progress/is-progress.ts';
import type { LabEvent } from '../../src/session/events.ts';
import { reduceProgress, startProgress } from '../../src/session/progress-reducer.ts';
import { EVENTS } from '../transcript/tiny-recording.ts';

const learned = (events: LabEvent[] = EVENTS) => events.reduce(reduceProgress, startProgress()).progress;

test('a session is remembered: steps, answers, evidence, the last place', () => {
  expect(learned()).toEqual({
    version: 2,
    last: { lesson: '77-unknown', step: 'end' },
    lessons: {
      '02-unshare': {
        steps: {
          why: { at: '2026-01-02T03:04:05.002Z', kernel: '6.1.0', evidence: [] },
          name: {
            at: '2026-01-02T03:04:08.001Z',
            kernel: '6.1.0',
            evidence: [{ subject: 'stage', key: 'hostname', before: 'old', after: 'new' }],
          },
        },
        answers: {
          guess: {
            at: '2026-01-02T03:04:08.001Z',
            kernel: '6.1.0',
            choice: 'a',
            right: ['a'],
            correct: true,
            evidence: '',
            first: { at: '2026-01-02T03:04:08.001Z', choice: 'a', correct: true },
          },
        },
      },
      '77-unknown': { steps: { end: { at: '2026-01-02T03:05:05.000Z', kernel: '6.1.0', evidence: [] } }, answers: {} },
    },
  });
  expect(isProgress(learned())).toBe(true);
});

test('what did not hold is not done, and what the kernel does by itself is no evidence', () => {
  const failed = EVENTS.map(event => (event.type === 'step.end' ? { ...event, ok: false } : event));
  expect(learned(failed).lessons['02-unshare']?.steps.name).toBeUndefined();
  const others = EVENTS.map(event =>
    event.type === 'change' ? { ...event, cause: null, origin: 'other' as const } : event,
  );
  expect(learned(others).lessons['02-unshare']?.steps.name?.evidence).toEqual([]);
});

test('a question that nobody answered is not wrong', () => {
  const silent = EVENTS.map(e => (e.type === 'judged' ? { ...e, choice: null, correct: null } : e));
  expect(learned(silent).lessons['02-unshare']?.answers).toEqual({});
});

test('evidence stays small, however much changes', () => {
  const change = EVENTS.find(event => event.type === 'change') as LabEvent;
  const at = EVENTS.indexOf(change);
  const many = [...EVENTS.slice(0, at), ...Array.from({ length: 1000 }, () => change), ...EVENTS.slice(at)];
  expect(JSON.stringify(learned(many)).length).toBeLessThan(10_000);
});

const solved: Extract<LabEvent, { type: 'challenge.solved' }> = {
  type: 'challenge.solved',
  t: 9,
  lesson: '02-unshare',
  step: 'mine',
  stars: 1,
  of: 3,
  seen: false,
  candidate: { pid: 7, name: 'sh' },
  facts: { 'ns.uts': 'uts:[2]', hostname: 'lab-box', mounts: ['not for a grader'] },
};
const solution: LabEvent = { type: 'solution', t: 9, lesson: '02-unshare', step: 'mine', lines: [] };
const won = ({ progress }: ReturnType<typeof startProgress>) => progress.lessons['02-unshare']?.challenges?.mine;

test('a solved challenge is a step done, with its stars and what the kernel returned', () => {
  const { progress } = [...EVENTS.slice(0, 1), solved].reduce(reduceProgress, startProgress());
  expect(progress.lessons['02-unshare']?.challenges?.mine).toMatchObject({ stars: 1, of: 3, seen: false });
  expect(progress.lessons['02-unshare']?.steps.mine?.evidence).toEqual([
    { subject: 'candidate', key: 'ns.uts', before: null, after: 'uts:[2]' },
    { subject: 'candidate', key: 'hostname', before: null, after: 'lab-box' },
  ]);
  expect(isProgress(JSON.parse(JSON.stringify(progress)))).toBe(true);
});

test('the best result of a challenge stays', () => {
  const twice = [EVENTS[0] as LabEvent, { ...solved, stars: 3 }, solved].reduce(reduceProgress, startProgress());
  expect(won(twice)).toMatchObject({ stars: 3, of: 3, seen: false });
});

test('a solution that was looked at first makes it seen for good; one told after it does not', () => {
  const peeked = [EVENTS[0] as LabEvent, solution].reduce(reduceProgress, startProgress());
  expect(won(peeked)).toMatchObject({ stars: 0, of: 0, seen: true });
  expect(won(reduceProgress(peeked, { ...solved, seen: true }))).toMatchObject({ stars: 1, of: 3, seen: true });
  expect(won(reduceProgress(peeked, solved))).toMatchObject({ stars: 1, of: 3, seen: true });
  const honest = [EVENTS[0] as LabEvent, solved, solution].reduce(reduceProgress, startProgress());
  expect(won(honest)).toMatchObject({ stars: 1, of: 3, seen: false });
  expect(won(startProgress())).toBeUndefined();
});

test('that it was claimed is kept; as many stars won without a claim take its place', () => {
  const claim: LabEvent = { ...solved, candidate: { pid: 8, name: 'app', claimed: true } };
  const claimed = [EVENTS[0] as LabEvent, claim].reduce(reduceProgress, startProgress());
  expect(won(claimed)).toMatchObject({ stars: 1, claimed: true });
  expect(isProgress(JSON.parse(JSON.stringify(claimed.progress)))).toBe(true);
  expect(won(reduceProgress(claimed, solved))).not.toHaveProperty('claimed');
  const own = [EVENTS[0] as LabEvent, solved, claim].reduce(reduceProgress, startProgress());
  expect(won(own)).not.toHaveProperty('claimed');
  expect(won(reduceProgress(own, { ...claim, stars: 2 } as LabEvent))).toMatchObject({ stars: 2, claimed: true });
});

test('evidence is what a call has caused, told in texts, and no more than is worth keeping', () => {
  const [session, start] = ['session', 'step.start'].map(type => EVENTS.find(event => event.type === type));
  const changed = (n: number, more: object = {}) =>
    ({
      ...{ t: n, type: 'change', subject: 'stage', key: 'hostname', before: 'a', after: String(n), cause: 1 },
      ...more,
    }) as LabEvent;
  const evidence = (...events: LabEvent[]) =>
    [session, start, ...events].reduce((so, event) => reduceProgress(so, event as LabEvent), startProgress()).evidence;
  expect(
    evidence(
      changed(1, { before: null, after: { error: 'EACCES' } }),
      changed(2, { key: 'uid_map', before: [], after: ['0 0 1', '1 1 1'] }),
      changed(3, { key: 'mounts' }),
    ).map(({ before, after }) => [before, after]),
  ).toEqual([
    [null, 'EACCES'],
    ['', '0 0 1\n1 1 1'],
  ]);
  const many = evidence(...Array.from({ length: 100 }, (_, n) => changed(n)));
  expect(many.length).toBeLessThan(100);
  expect(many[0]?.after).toBe('0');
});
