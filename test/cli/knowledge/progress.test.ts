import { expect, test } from 'vitest';
import { summary, totals } from '../../../src/cli/knowledge/progress-sums.ts';
import type { Lesson, Step } from '../../../src/lesson/lesson.ts';
import { noProgress, withAnswer, withChallenge, withStep } from '../../../src/progress/progress.ts';
import { CHALLENGING, COURSE } from '../../ui/course.ts';

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

test('who grades finds what is done beside what there is, and the first answer beside the last', () => {
  const place = { lesson: '07-ask', step: 'own-pid' };
  const asking = { id: '07-ask', steps: [{ id: 'own-pid', type: 'question', before: null }] } as unknown as Lesson;
  const answer = { at: 'first', kernel: '6.1.0', choice: 'a', right: ['b'], correct: false, evidence: '' };
  const once = withAnswer(noProgress, place, answer);
  const saved = withAnswer(once, place, { ...answer, at: 'last', choice: 'b', correct: true });
  expect(saved.lessons['07-ask']?.answers['own-pid']).toMatchObject({
    at: 'last',
    correct: true,
    first: { at: 'first', choice: 'a', correct: false },
  });
  const won = withChallenge(saved, { lesson: '08-solve', step: 'own-name' }, { ...done, stars: 2, of: 3, seen: true });
  expect(totals(won, [asking, CHALLENGING])).toEqual({
    steps: { done: 0, of: CHALLENGING.steps.length },
    questions: { right: 1, wrong: 0, of: 1 },
    stars: { won: 2, of: 4 },
  });
});

test('an answer of which an earlier version kept only the last has no first one made up', () => {
  const place = { lesson: '07-ask', step: 'own-pid' };
  const answer = { at: 'last', kernel: '6.1.0', choice: 'a', right: ['b'], correct: false, evidence: '' };
  const old = { ...noProgress, lessons: { '07-ask': { steps: {}, answers: { 'own-pid': answer } } } };
  expect(withAnswer(old, place, answer).lessons['07-ask']?.answers['own-pid']).not.toHaveProperty('first');
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
