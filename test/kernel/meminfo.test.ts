import { expect, test } from 'vitest';
import { availableMemory } from '../../src/kernel/meminfo.ts';

const SWAP = 'SwapTotal:       4 kB\nSwapFree:        2 kB\n';

test.each([
  ['with swap', `MemTotal:  9 kB\nMemAvailable:    6 kB\n${SWAP}`, 8 * 1024],
  ['without swap', 'MemAvailable:    6 kB\n', 6 * 1024],
  ['of a kernel that does not say', `MemTotal:  9 kB\n${SWAP}`, null],
  ['with another unit', 'MemAvailable:    6 MB\n', null],
  ['empty', '', null],
])('%s', (_what, text, bytes) => expect(availableMemory(text)).toBe(bytes));
