import { expect, test } from 'vitest';
import { freshChallenge } from '../../../src/session/state.ts';
import { copyTexts } from '../../../src/ui/state/copy-texts.ts';
import { CHALLENGING, COURSE } from '../course.ts';
import { lessonModel } from '../models.ts';

const playback = { at: '2026-01-01', duration: 9, steps: [0], position: 1, playing: false };

test('by-hand lines of the step and the way in, whole', () => {
  const texts = copyTexts(lessonModel()).map(({ text }) => text);
  expect(texts[0]).toMatch(/^sudo nsenter -t \d+ -u hostname$/);
  expect(texts[1]).toMatch(/^sudo nsenter --target \d+/);
});

test('in a recording nothing runs that could be entered', () => {
  expect(copyTexts(lessonModel({}, { playback }))).toEqual([]);
});

test('a solution that was told is one text, to be pasted line by line', () => {
  const challenges = { '08-solve/own-name': { ...freshChallenge, solution: ['first', 'second\u001b[2J'] } };
  const model = lessonModel(
    { lesson: '08-solve', step: 'own-name', subjects: {}, challenges },
    { lessons: [...COURSE, CHALLENGING] },
  );
  const [solution, ...more] = copyTexts(model);
  expect(solution?.text.split('\n')).toEqual(['first', expect.stringMatching(/^second/)]);
  expect(solution?.text).not.toContain('\u001b');
  expect(solution?.oneByOne).toBe(true);
  expect(more).toEqual([]);
});
