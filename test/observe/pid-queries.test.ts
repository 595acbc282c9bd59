import { expect, test } from 'vitest';
import { countOf } from '../../src/kernel/pids.ts';
import { pidQueries, rangeText } from '../../src/observe/pid-queries.ts';

test('in ascending order, each PID once, neighbours together', () => {
  expect(pidQueries([7, [3, 5], 4, 6, 20]).map(part => part.map(rangeText))).toEqual([['3-7', '20']]);
  expect(pidQueries([])).toEqual([]);
});

test('no query names more than 2048 PIDs, nor 400 ranges', () => {
  const long = pidQueries([[1, 5000]]);
  expect(long.map(countOf)).toEqual([2048, 2048, 904]);
  const many = pidQueries(Array.from({ length: 1000 }, (_, i) => 2 * i + 1));
  expect(many.map(part => part.length)).toEqual([400, 400, 200]);
});
