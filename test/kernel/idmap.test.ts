import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseIdmap } from '../../src/kernel/idmap.ts';

test('lines and ranges', () => {
  const text = '         0     100000      65536\n     65536       1000          1\n';
  expect(parseIdmap(text)).toEqual([
    { inside: 0, outside: 100000, length: 65536 },
    { inside: 65536, outside: 1000, length: 1 },
  ]);
});

test('an empty map: nothing has been written yet', () => {
  expect(parseIdmap('\n')).toEqual([]);
});

test('lines of another form give no range', () => {
  expect(parseIdmap('0 x 1\n0 1\n1 2 3 4\n')).toEqual([]);
});

test('the live file maps our own uid', () => {
  const ranges = parseIdmap(readFileSync('/proc/self/uid_map', 'latin1'));
  const uid = process.getuid?.() ?? 0;
  expect(ranges.some(({ inside, length }) => uid >= inside && uid < inside + length)).toBe(true);
});
