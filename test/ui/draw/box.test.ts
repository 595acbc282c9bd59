import { expect, test } from 'vitest';
import { drawBox, type Message } from '../../../src/ui/draw/box.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';

const message: Message = { kind: 'message', tone: 'error', title: 'No', text: 'EPERM', hint: 'ask root', scroll: 0 };

test('a message stands in a frame, its hint below it', () => {
  const { width, lines } = drawBox(message, 40, 20);
  expect(lines.map(line => withoutColour(line).replace(/ +│$/, ''))).toEqual([
    expect.stringMatching(/^╭─ No ─+╮$/),
    '│ EPERM',
    '│',
    '│ ask root',
    expect.stringMatching(/^╰─+╯$/),
  ]);
  for (const line of lines) expect(columnsOf(line)).toBe(width);
});

test('a long one scrolls, and says how far it goes', () => {
  const { lines } = drawBox({ ...message, text: 'a\n'.repeat(30), scroll: 2 }, 40, 10);
  expect(lines).toHaveLength(8);
  expect(withoutColour(lines.at(-1) ?? '')).toMatch(/↑ *8\/33↓/);
});
