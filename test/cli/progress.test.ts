import { expect, test } from 'vitest';
import { summary } from '../../src/cli/progress.ts';
import type { Lesson, Step } from '../../src/lesson/lesson.ts';
import { noProgress, withChallenge, withStep } from '../../src/progress/progress.ts';
import { CHALLENGING, COURSE } from '../ui/course.ts';

const done = { at: '2026-01-01T00:00:00Z', kernel: '6.1.0', evidence: [] };

test('steps and questions that are only for other machines are not missing from progress', () => {
  const step = (id: string, more: object) => ({ id, title: id, text: '', ...more }) as unknown as Step;
  const [first] = COURSE as [Lesson];
  const steps = [
    step('text', { type: 'read' }),
    step('whose', { type: 'read', only: 'rootless' }),
    step('guess', { type: 'question', before: 'deed' }),
    step('deed', { type: 'action', only: 'v2' }),
  ];
  const line = (saved = noProgress) => summary(saved, [{ ...first, steps }])[0];
  expect(line()).toMatch(/ 0 of {2}1 steps$/);
  expect(line(withStep(noProgress, { lesson: first.id, step: 'deed' }, done))).toMatch(/ 1 of {2}2 steps$/);
});

test('progress shows the stars of a lesson as symbols and in words', () => {
  const saved = withChallenge(
    noProgress,
    { lesson: '08-solve', step: 'own-name' },
    { ...done, stars: 2, of: 3, seen: true },
  );
  const lines = summary(saved, [...COURSE, CHALLENGING]);
  expect(lines.find(line => line.startsWith('08-solve'))).toContain('★★☆☆ 2 of 4 stars, a solution was looked at');
  expect(lines.filter(line => /[★☆]/.test(line))).toHaveLength(1);
});
