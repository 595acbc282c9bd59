import { expect, test } from 'vitest';
import { type JumpPlace, jumpLines } from '../../../src/ui/draw/jump-list.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const place = (title: string, more: Partial<JumpPlace> = {}): JumpPlace => ({
  lesson: '02-unshare',
  lessonTitle: 'A view',
  title,
  first: false,
  here: false,
  outcome: null,
  ...more,
});

test('below the title of a lesson its steps, the chosen one and one’s own marked', () => {
  const places = [place('uts', { first: true }), place('pid', { here: true })];
  const lines = jumpLines({ places, index: 0 }, 40);
  expect(lines.map(({ text }) => withoutColour(text).trimEnd())).toEqual([
    '2 A view',
    '▸     uts',
    '      pid  (you are here)',
  ]);
  expect(lines.map(line => line.place)).toEqual([null, 0, 1]);
});

test.each([
  ['solved', '★'],
  ['held', '✓'],
  ['failed', '✗'],
  ['skipped', '↷'],
  ['refused', '⊘'],
] as const)('%s is %s', (outcome, sign) =>
  expect(withoutColour(jumpLines({ places: [place('x', { outcome })], index: 1 }, 40)[0]?.text ?? '')).toMatch(
    `   ${sign}  x`,
  ),
);
