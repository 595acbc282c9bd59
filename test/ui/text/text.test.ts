import { describe, expect, test } from 'vitest';
import {
  cell,
  columnsOf,
  cut,
  cutStart,
  oneLine,
  safeLines,
  windowOf,
  wrap,
  wrapCode,
} from '../../../src/ui/text/text.ts';
import { UNSAFE } from '../models.ts';

const RED = '\u001b[31mred\u001b[39m';

describe('cutting', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['a long sentence', 7, 'a long…'],
    ['日本語', 5, '日本…'],
    ['anything', 0, ''],
  ])('%s in %i columns', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
  });

  test('the end of a path is kept', () => {
    expect(cutStart('/run/container-lab/rootfs', 8)).toBe('…/rootfs');
  });

  test('colours take no room', () => {
    expect(columnsOf(RED)).toBe(3);
    expect(columnsOf(cut(`${RED} and more`, 6))).toBe(6);
  });
});

test('a cell is exactly as wide as asked, whatever is in it', () => {
  for (const text of ['', 'abc', '日本語日本語', RED, 'e\u0301e\u0301', '👩‍👩‍👧'])
    for (const columns of [1, 2, 5, 9]) expect(columnsOf(cell(text, columns)), `${text} in ${columns}`).toBe(columns);
  expect(cell('7', 3, 'right')).toBe('  7');
});

test('words are wrapped, words that are too long are broken', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('code is wrapped without losing a blank', () => {
  expect(wrapCode('  a  b', 4, 2)).toEqual(['  a ', '   b']);
  expect(wrapCode('abcdef', 4, 2).join('|')).toBe('abcd|  ef');
  expect(wrapCode('ps ax; ls', 8, 2)).toEqual(['ps ax; ', '  ls']);
  expect(wrapCode('CLONE_NEWNS|CLONE_NEWUTS', 16)).toEqual(['CLONE_NEWNS|', 'CLONE_NEWUTS']);
});

test('what comes from outside cannot steer the terminal', () => {
  expect(oneLine('a\u001b[2Jb\nc\td\r')).not.toMatch(UNSAFE);
  expect(safeLines('a\r\nb\tc')).toEqual(['a', 'b    c']);
});

test('a window always has the same height', () => {
  expect(windowOf(['a', 'b', 'c'], 1, 2)).toEqual(['b', 'c']);
  expect(windowOf(['a'], 0, 3)).toEqual(['a', '', '']);
});
