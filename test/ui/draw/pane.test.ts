import { expect, test } from 'vitest';
import { drawPane, scrolled } from '../../../src/ui/draw/pane.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

test('a rule with title and note, then the lines between margins; with the focus the rule is heavy', () => {
  const draw = (focused: boolean) =>
    drawPane({ title: 'T', note: 'n', lines: ['one', 'two'], focused }, { width: 20, height: 2 }).map(withoutColour);
  expect(draw(false)).toEqual(['─ T ─────────── n ──', ' one']);
  expect(draw(true)[0]).toMatch(/^━ T ━+ n ━━$/);
});

test('what is scrolled says how far, and never beyond its end', () => {
  const lines = ['a', 'b', 'c', 'd'];
  expect(scrolled(lines, 0, 4)).toEqual({ lines, note: '' });
  expect(scrolled(lines, 1, 2)).toEqual({ lines: ['b', 'c'], note: '↑3/4↓' });
  expect(scrolled(lines, 99, 2)).toEqual({ lines: ['c', 'd'], note: '↑4/4 ' });
});
