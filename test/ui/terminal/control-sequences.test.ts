import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ControlSequences } from '../../../src/ui/terminal/control-sequences.ts';

const SIZE = { columns: 80, rows: 24 };
const ESC = '\u001b';
const bounded = (text: string) => new ControlSequences(SIZE).feed(text).join('');
/** The same, a character at a time. */
const dripped = (text: string) => {
  const filter = new ControlSequences(SIZE);
  return [...text].flatMap(char => filter.feed(char)).join('');
};

describe('numbers', () => {
  test.each([
    ...[...'LMST'].map(last => [last, 24]),
    ...[...'@PXZI'].map(last => [last, 80]),
    ['b', 80 * 24],
    ...[...'ABCDEFGHJKdfhlmr'].map(last => [last, 9999]),
  ] as [string, number][])('of CSI %s are at most %i', (last, most) => {
    expect(bounded(`${ESC}[2147483647${last}`)).toBe(`${ESC}[${most}${last}`);
    expect(bounded(`${ESC}[1;99999999999999999999${last}`)).toBe(`${ESC}[1;${most}${last}`);
    expect(bounded(`\u009b2147483647${last}`)).toBe(`${ESC}[${most}${last}`);
  });

  test('small ones, modes and colours are as they were', () => {
    for (const text of [`${ESC}[3S`, `${ESC}[?1049h`, `${ESC}[38;2;255;1;2m`, `${ESC}[4:3m`, `${ESC}[>c`, `${ESC}[2 q`])
      expect(bounded(text)).toBe(text);
  });

  test('cannot be put together behind a control character, which is carried out at once', () => {
    expect(bounded(`${ESC}[21474\n83647S`)).toBe(`\n${ESC}[24S`);
    expect(bounded(`${ESC}[2147\u007f483647S`)).toBe(`${ESC}[24S`);
    expect(bounded(`${ESC}[99${ESC}[99S`)).toBe(`${ESC}[24S`);
    expect(bounded(`${ESC}[99\u0018S`)).toBe('\u0018S');
    expect(bounded(`${ESC}[99é`)).toBe('é');
  });
});

describe('what has no end', () => {
  test('parameters, strings and titles are left out, and what follows them is there', () => {
    const long = '1;'.repeat(10_000);
    expect(bounded(`${ESC}[${long}mA`)).toBe('A');
    expect(bounded(`${ESC}P+q${long}${ESC}\\A`)).toBe('A');
    expect(bounded(`${ESC}]0;${long}\u0007A`)).toBe('A');
    expect(bounded(`${ESC}_${long}\u009cA`)).toBe('A');
    expect(bounded(`${ESC}P$qm${ESC}\\A`)).toBe(`${ESC}P$qm${ESC}\\A`);
  });

  test('marks on one letter, wherever it stands', () => {
    expect(bounded(`a${'\u0301'.repeat(1000)}b\u0301`)).toBe(`a${'\u0301'.repeat(8)}b\u0301`);
    expect(bounded(`a\r${ESC}[C${'\u0301'.repeat(1000)}`)).toBe(`a\r${ESC}[C`);
    expect(bounded('a\u202eb\u200dc')).toBe('abc');
  });
});

test('a piece writes the screen full only so many times', () => {
  const pieces = new ControlSequences(SIZE).feed(`${ESC}#8`.repeat(1000) + 'x'.repeat(10_000));
  for (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(8192);
    expect(piece.split(ESC).length).toBeLessThanOrEqual(33);
  }
});

test('where a chunk ends makes no difference', () => {
  const part = fc.constantFrom(
    ESC,
    '[',
    '\u009b',
    '\u009d',
    '\u0090',
    '\u009c',
    '\u0007',
    '\\',
    ']',
    'P',
    '_',
    ';',
    '?',
    '>',
    ' ',
    '$',
    '#',
    '9999999',
    '12',
    'S',
    'b',
    'm',
    'h',
    'r',
    '\u0018',
    '\n',
    '\u007f',
    'é',
    '\u0301',
    '日',
    'text',
    '(',
    '0',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), parts => {
      expect(dripped(parts.join(''))).toBe(bounded(parts.join('')));
    }),
    { numRuns: 2000, seed: 7 },
  );
});
