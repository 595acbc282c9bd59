import { expect, test } from 'vitest';
import { parseStat, processIds, processStat } from '../../src/kernel/processes.ts';

test('a line of /proc/PID/stat; the name may hold anything', () => {
  const rest = Array.from({ length: 49 }, (_, i) => String(i + 4)).join(' ');
  expect(parseStat(`7 (a) R (b) Z ${rest}\n`)).toEqual({
    name: 'a) R (b',
    state: 'Z',
    ending: true,
    parent: 4,
    started: '22',
  });
  expect(parseStat('7 (sh')).toBeNull();
  expect(parseStat('')).toBeNull();
});

test.each([
  ['R', 0x400100, false],
  ['S', 0x400104, true], // PF_EXITING: the kernel takes from it what it has, and still says S
  ['Z', 0, true],
  ['X', 0, true],
])('state %s, flags %i: ending %j', (state, flags, ending) => {
  expect(parseStat(`7 (sh) ${state} 1 7 7 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 4242`)?.ending).toBe(ending);
});

test('this process', () => {
  expect(processIds()).toContain(process.pid);
  expect(processStat(process.pid)).toMatchObject({ started: expect.stringMatching(/^\d+$/), ending: false });
  expect(processStat(2 ** 30)).toBeNull();
});
