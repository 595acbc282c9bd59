import { expect, test } from 'vitest';
import { beginningOfLeaveKey, splitAtLeaveKey } from '../../src/protocol/leave-key.ts';

test.each([
  ['the byte', '\u001d'],
  ['the kitty protocol', '\u001b[93;5u'],
  ['with Caps Lock and Num Lock', '\u001b[93;197u'],
  ['with the event, pressed', '\u001b[93;5:1u'],
  ['repeated', '\u001b[93;5:2u'],
  ['with the shifted key', '\u001b[93:125;5u'],
  ['by its place on another keyboard', '\u001b[43::93;5:1u'],
  ['with its text', '\u001b[93;5;93u'],
  ['Ctrl-5, the same byte', '\u001b[53;5u'],
  ['modifyOtherKeys', '\u001b[27;5;93~'],
])('Ctrl-] as %s', (_form, key) => {
  expect(splitAtLeaveKey(`ab${key}cd`)).toEqual({ before: 'ab', after: 'cd' });
  for (let cut = 1; cut < key.length; cut++)
    expect(beginningOfLeaveKey(`ab${key.slice(0, cut)}`)).toBe(key.slice(0, cut));
});

test.each(['\u001b[93u', '\u001b[93;5:3u', '\u001b[93;6u', '\u001b[193;5u', '\u001b[27;5;9~', ']', '\u001b[A'])(
  '%j is for the program',
  key => expect(splitAtLeaveKey(key)).toBeNull(),
);
