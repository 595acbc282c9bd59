/** Plain text is for the ear, too: no line is drawn anew, and no sign stands where a word serves. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadLessons } from '../../src/lesson/load.ts';
import { plainLines } from '../../src/plain/render.ts';
import { stepText } from '../../src/plain/step.ts';
import { initialState } from '../../src/session/state.ts';
import { readRecording } from '../../src/transcript/read.ts';

const lessonsDir = fileURLToPath(new URL('../../lessons', import.meta.url));

/** Letters, signs of a sentence, µ and …: what a screen reader speaks or passes over. */
const SPOKEN = /^[\x20-\x7eµ…–“”’äöüéß]*$/;
/** Rules, arrows, bars and marks made of plain characters. */
const DRAWN = /^\s*(?:[|+*=~-]{2,}|\||[✓✗]|\[[ x]\])(?:\s|$)| -> |=> /;

const events = [...readRecording(`${lessonsDir}/recordings/course-v2.jsonl`).events.events()];

/** What a program inside prints is its own. */
const ours = events.filter(event => event.type !== 'program.output');

test('events', () => {
  const lines = ours.flatMap(plainLines);
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter(line => !SPOKEN.test(line) || DRAWN.test(line)).slice(0, 5)).toEqual([]);
});

test('steps of the lessons', () => {
  const { lessons } = loadLessons(lessonsDir);
  const lines = lessons.flatMap(lesson => lesson.steps.flatMap(step => stepText(lesson, step, initialState)));
  expect(lines.length).toBeGreaterThan(500);
  expect(
    lines
      .filter(line => !line.startsWith('    '))
      .filter(line => !SPOKEN.test(line) || DRAWN.test(line))
      .slice(0, 5),
  ).toEqual([]);
});
