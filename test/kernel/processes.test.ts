import { expect, test } from 'vitest';
import { parseStat, processIds, processStat } from '../../src/kernel/processes.ts';

test('a line of /proc/PID/stat; the name may hold anything', () => {
  const rest = Array.from({ length: 49 }, (_, i) => String(i + 4)).join(' ');
  expect(parseStat(`7 (a) R (b) Z ${rest}\n`)).toEqual({ name: 'a) R (b', state: 'Z', parent: 4, started: '22' });
  expect(parseStat('7 (sh')).toBeNull();
  expect(parseStat('')).toBeNull();
});

test('this process', () => {
  expect(processIds()).toContain(process.pid);
  expect(processStat(process.pid)?.started).toMatch(/^\d+$/);
  expect(processStat(2 ** 30)).toBeNull();
});
