import { expect, test } from 'vitest';
import { headerLine } from '../../../src/ui/draw/header.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { timelineLine } from '../../../src/ui/draw/timeline.ts';
import { headerView, keyBarView } from '../../../src/ui/state/select-bars.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { emptyModel, lessonModel } from '../models.ts';

const playback = { at: '2026-01-02T03:04:05Z', duration: 600_000, steps: [0, 300_000], position: 0, playing: false };

test('the head stands where the recording is, and each step has a mark', () => {
  const rail = (position: number) => withoutColour(timelineLine({ ...playback, position }, 80));
  expect(rail(0)).toMatch(/RECORDED ‖ paused +0:00\.0 ●─+┴─+ 10:00\.0$/);
  expect(rail(600_000)).toMatch(/10:00\.0 ┻━+┻━+● 10:00\.0$/);
  const middle = rail(450_000);
  expect(middle).toMatch(/━●─/);
  expect(columnsOf(middle)).toBeLessThan(80);
});

test('a recording without any time, and a narrow screen, are drawn', () => {
  const view = { ...playback, duration: 0, steps: [0] };
  expect(withoutColour(timelineLine(view, 80))).toContain('●');
  expect(columnsOf(timelineLine(view, 20))).toBeLessThanOrEqual(20);
});

test('where nothing is recorded there is none', () => expect(timelineLine(null, 80)).toBe(''));

test.each([40, 80, 120])('every header of %i columns says RECORDED, and only that of a recording', columns => {
  for (const model of [emptyModel({ playback }), lessonModel({}, { playback })])
    expect(withoutColour(headerLine(headerView(model), columns))).toContain('RECORDED');
  expect(withoutColour(headerLine(headerView(lessonModel()), columns))).not.toContain('RECORDED');
});

test('a recording has keys to play and none for a shell', () => {
  const bar = withoutColour(keyBarLine(keyBarView(lessonModel({}, { playback })), 200));
  expect(bar).toContain('Space play/pause');
  expect(bar).toContain('[ ] scrub');
  expect(bar).not.toContain('shell');
});
