import { expect, test } from 'vitest';
import { freshChallenge } from '../../../src/session/state.ts';
import { jumpPlaces, outcomeAt } from '../../../src/ui/state/jump-places.ts';
import { CHALLENGING, COURSE } from '../course.ts';
import { emptyModel, lessonModel } from '../models.ts';

const place = (lesson: string, step: string) => ({ lesson, lessonTitle: '', step, title: '', first: false });

test('every step of every lesson, in order; the first of each lesson is marked', () => {
  const places = jumpPlaces({ lessons: COURSE });
  expect(places.map(p => `${p.lesson}/${p.step}`)).toEqual([
    '00-orientation/hello',
    '02-unshare/eight-links',
    '02-unshare/uts',
    '02-unshare/pid',
    '02-unshare/docker',
    '05-limits/memory',
  ]);
  expect(places.filter(p => p.first).map(p => p.step)).toEqual(['hello', 'eight-links', 'memory']);
});

test.each([
  [{ ok: true, expects: [] }, 'held'],
  [{ ok: false, expects: [] }, 'failed'],
  [{ ok: null, expects: [], skipped: { because: 'a/b', message: '' } }, 'skipped'],
  [{ ok: null, expects: [], blocked: true }, 'refused'],
])('%j: %s', (result, outcome) =>
  expect(outcomeAt(lessonModel({ results: { '02-unshare/uts': result } }), place('02-unshare', 'uts'))).toBe(outcome),
);

test('a challenge is solved, now or in an earlier session', () => {
  const lessons = [CHALLENGING];
  const at = place('08-solve', 'own-name');
  const solved = { ...freshChallenge, solved: { stars: 1, of: 3, seen: false } };
  const { session } = emptyModel();
  expect(outcomeAt(emptyModel({ lessons }), at)).toBeNull();
  expect(outcomeAt(emptyModel({ lessons, savedStars: { '08-solve/own-name': 1 } }), at)).toBe('solved');
  const challenges = { '08-solve/own-name': solved };
  expect(outcomeAt(emptyModel({ lessons, session: { ...session, challenges } }), at)).toBe('solved');
});
