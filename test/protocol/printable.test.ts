import { expect, test } from 'vitest';
import { printable, printableLine } from '../../src/protocol/printable.ts';

test.each([
  ['plain – text 🐧', 'plain – text 🐧'],
  ['\x1b[2J\x1b]0;title\x07', '␛[2J␛]0;title␇'],
  ['a\rb', 'a␍b'],
  ['\x9b31m', '\\u{9b}31m'],
  ['\x7f', '␡'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['a\u200bb', 'a\\u{200b}b'],
  ['\ud800', '\\u{d800}'],
  ['one\n\ttwo', 'one\n\ttwo'],
])('%j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('no control character is left of all there are', () => {
  const all = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be left
  expect(printable(all)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  expect(printableLine(all)).not.toMatch(/\p{Cc}/u);
});
