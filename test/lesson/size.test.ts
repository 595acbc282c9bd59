import { describe, expect, it } from 'vitest';
import { parseSize } from '../../src/lesson/size.ts';

describe('parseSize', () => {
  it.each([
    ['64M', 67108864],
    ['1K', 1024],
    ['2G', 2147483648],
    ['7', 7],
    [0, 0],
    ['64 M', null],
    ['M', null],
    ['1T', null],
    [-1, null],
    [1.5, null],
  ])('%s is %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));
});
