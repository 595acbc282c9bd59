import { expect, test } from 'vitest';
import { challengesOf, lessonStars, starSymbols, starsOf, starsPhrase } from '../../src/lesson/stars.ts';
import { CHALLENGING, COURSE } from '../ui/course.ts';

const { steps } = CHALLENGING;

test('one star for solving a challenge, one for each harder variant', () => {
  expect(challengesOf(steps).map(step => [step.id, starsOf(step)])).toEqual([
    ['own-name', 3],
    ['group', 1],
  ]);
});

test('those of a lesson are added up; a lesson without a challenge has none to win', () => {
  expect(lessonStars(steps, ({ id }) => (id === 'group' ? 1 : 0))).toEqual({ stars: 1, of: 4 });
  expect(lessonStars(COURSE[0]?.steps ?? [], () => 1)).toBeNull();
});

test('as symbols and in words; of impossible numbers no more is drawn than there are', () => {
  expect(starSymbols({ stars: 2, of: 3 })).toBe('★★☆');
  expect(starSymbols({ stars: 3, of: 2 })).toBe('★★');
  expect(starSymbols({ stars: -1, of: 2 })).toBe('☆☆');
  expect(starSymbols({ stars: 1e300, of: 1e300 })).toBe('★'.repeat(20));
  expect(starSymbols({ stars: Number.NaN, of: -1 })).toBe('');
  expect(starsPhrase({ stars: 2, of: 3 })).toBe('2 of 3 stars');
  expect(starsPhrase({ stars: 1, of: 1 })).toBe('1 of 1 star');
});
