import { describe, expect, test } from 'vitest';
import { bytesToText } from '../../src/protocol/bytes.ts';

const latin1 = (bytes: number[]) => Buffer.from(bytes).toString('latin1');
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const DECODE = /(\\+)x([0-9a-f]{2})|\\+/g;

describe('bytesToText', () => {
  test.each([
    ['plain', 'plain'],
    [utf8('héllo – 日本 🐧'), 'héllo – 日本 🐧'],
    [latin1([0x61, 0xff, 0x62]), 'a\\xffb'],
    [latin1([0xc3]), '\\xc3'],
    [latin1([0xc0, 0xaf]), '\\xc0\\xaf'],
    [latin1([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80'],
    [latin1([0xf5, 0x80, 0x80, 0x80]), '\\xf5\\x80\\x80\\x80'],
    ['/mnt/two\\040words', '/mnt/two\\040words'],
    ['C:\\\\x', 'C:\\\\x'],
    ['\\xff', '\\\\xff'],
    [`\\${latin1([0xff])}`, '\\\\\\xff'],
    ['', ''],
  ])('%j', (bytes, text) => {
    expect(bytesToText(bytes)).toBe(text);
    expect(textToBytes(text)).toBe(bytes);
  });

  test('every string of awkward bytes comes back', () => {
    const alphabet = [0x5c, 0x78, 0x66, 0x34, 0xff, 0xc3, 0xa9, 0x00];
    for (let seed = 0; seed < alphabet.length ** 5; seed++) {
      const bytes = latin1(
        Array.from(
          { length: 5 },
          (_, i) => alphabet[Math.floor(seed / alphabet.length ** i) % alphabet.length] as number,
        ),
      );
      expect(textToBytes(bytesToText(bytes))).toBe(bytes);
    }
  });

  test('a megabyte of backslashes is read once, not once per backslash', () => {
    const run = '\\'.repeat(1 << 20);
    expect(bytesToText(run)).toBe(run);
    expect(textToBytes(run)).toBe(run);
    expect(bytesToText(`${run}xff`)).toHaveLength(2 * run.length + 3);
  });
});

/** The inverse of `bytesToText`: text to a byte string. */
function textToBytes(text: string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(DECODE)) {
    const [whole, run, hex] = match;
    if (run === undefined || hex === undefined) continue;
    out += utf8(text.slice(from, match.index)) + '\\'.repeat(run.length >> 1);
    out += run.length % 2 === 1 ? String.fromCharCode(Number.parseInt(hex, 16)) : `x${hex}`;
    from = match.index + whole.length;
  }
  return out + utf8(text.slice(from));
}
