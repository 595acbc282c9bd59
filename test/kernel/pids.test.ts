import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { countOf, lastPid, pidMax, pidsBetween } from '../../src/kernel/pids.ts';

test('what was handed out since: behind the last one', () => {
  expect(pidsBetween(500, 500, 32768)).toEqual([]);
  expect(pidsBetween(500, 503, 32768)).toEqual([[501, 503]]);
  expect(countOf(pidsBetween(500, 503, 32768))).toBe(3);
});

test('after the highest it goes on at 300', () => {
  expect(pidsBetween(32765, 302, 32768)).toEqual([
    [32766, 32767],
    [300, 302],
  ]);
  expect(pidsBetween(32767, 300, 32768)).toEqual([[300, 300]]);
});

test.runIf(process.platform === 'linux')('a new process has one of those of this kernel', () => {
  const before = lastPid() ?? 0;
  const { pid } = spawnSync('true');
  const ranges = pidsBetween(before, lastPid() ?? 0, pidMax());
  expect(ranges.some(([first, last]) => pid >= first && pid <= last)).toBe(true);
});
