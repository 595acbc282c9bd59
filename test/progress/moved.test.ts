import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadLessons } from '../../src/lesson/load.ts';
import { afterMoves, type MovedSteps } from '../../src/progress/moved.ts';
import { noProgress, type Progress, withAnswer, withChallenge, withStep } from '../../src/progress/progress.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const done = { at: 'then', kernel: '6', evidence: [] };
const at = (lesson: string, step: string) => ({ lesson, step });
const stepDone = (progress: Progress, lesson: string, step: string, when = 'then') =>
  withStep(progress, at(lesson, step), { ...done, at: when });

test('what was done goes along with its step, of each kind, and the place with it', () => {
  let progress = stepDone(noProgress, '01', 'old');
  const answered = { at: 'then', kernel: '6', choice: 'a', right: ['a'], correct: true, evidence: '' };
  progress = withAnswer(progress, at('01', 'old'), answered);
  progress = withChallenge(progress, at('01', 'old'), { ...done, stars: 1, of: 2, seen: false });
  const after = afterMoves({ ...progress, last: at('01', 'old') }, { '01/old': '02/new' });
  expect(after.removed).toEqual([]);
  expect(after.progress.last).toEqual(at('02', 'new'));
  expect(after.progress.lessons['01']).toEqual({ steps: {}, answers: {}, challenges: {} });
  expect(after.progress.lessons['02']).toMatchObject({
    steps: { new: done },
    answers: { new: { choice: 'a' } },
    challenges: { new: { stars: 1 } },
  });
});

test('what was done under the new name already stays', () => {
  const both = stepDone(stepDone(noProgress, '01', 'old', 'first'), '01', 'new', 'second');
  const { progress } = afterMoves(both, { '01/old': '01/new' });
  expect(progress.lessons['01']?.steps).toEqual({ new: { ...done, at: 'second' } });
});

test('a step that is gone is told once, and the rest stays', () => {
  const two = stepDone(stepDone(noProgress, '01', 'old'), '01', 'other');
  const after = afterMoves({ ...two, last: at('01', 'old') }, { '01/old': null, '01/never-done': null });
  expect(after.removed).toEqual(['01/old']);
  expect(after.progress.last).toBeNull();
  expect(Object.keys(after.progress.lessons['01']?.steps ?? {})).toEqual(['other']);
});

test('names that every object has are only names', () => {
  const hostile = JSON.parse(
    '{"version":2,"last":null,"lessons":{"__proto__":{"steps":{"constructor":{}},"answers":{}}}}',
  );
  expect(afterMoves(hostile, { '01/x': null, 'constructor/y': '01/z' })).toEqual({ progress: hostile, removed: [] });
});

test('the list of the course: what moved is no step of today, and where it moved is one', () => {
  const moved = JSON.parse(readFileSync(`${root}lessons/moved.json`, 'utf8')) as MovedSteps;
  const { lessons } = loadLessons(`${root}lessons`);
  const today = new Set(lessons.flatMap(({ id, steps }) => steps.map(step => `${id}/${step.id}`)));
  expect(Object.keys(moved).filter(key => today.has(key))).toEqual([]);
  expect(Object.values(moved).filter(key => key !== null && !today.has(key) && !(key in moved))).toEqual([]);
});
