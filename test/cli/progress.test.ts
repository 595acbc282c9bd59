import { expect, test } from 'vitest';
import { summary } from '../../src/cli/progress.ts';
import { noProgress, withChallenge } from '../../src/progress/progress.ts';
import { CHALLENGING, COURSE } from '../ui/course.ts';

const done = { at: '2026-01-01T00:00:00Z', kernel: '6.1.0', evidence: [] };

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
