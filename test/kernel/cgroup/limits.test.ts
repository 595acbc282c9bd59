import { describe, expect, test } from 'vitest';
import { cpuWrites, memoryWrites, pidsWrites } from '../../../src/kernel/cgroup/limits.ts';

const short = (writes: { file: string; value: string }[]) => writes.map(({ file, value }) => `${file}=${value}`);

describe('memory', () => {
  const swap = { swap: true };
  test('taken away again: v1 widens the sum before the part', () => {
    expect(short(memoryWrites(1, { memory: null }, swap))).toEqual([
      'memory.memsw.limit_in_bytes=-1',
      'memory.limit_in_bytes=-1',
    ]);
    expect(short(memoryWrites(2, { memory: null, swap: null }, swap))).toEqual([
      'memory.swap.max=max',
      'memory.max=max',
    ]);
  });

  test('memory alone leaves swap as it is', () => {
    expect(short(memoryWrites(1, { memory: 4096 }, swap))).toEqual(['memory.limit_in_bytes=4096']);
    expect(short(memoryWrites(2, { memory: 4096 }, swap))).toEqual(['memory.max=4096']);
  });

  test('nothing asked, nothing written', () => {
    expect(memoryWrites(1, {}, swap)).toEqual([]);
    expect(memoryWrites(2, {}, swap)).toEqual([]);
    expect(pidsWrites({})).toEqual([]);
    expect(cpuWrites(2, {})).toEqual([]);
  });
});

describe('pids and cpu', () => {
  test('taken away again', () => {
    expect(short(pidsWrites({ pids: null }))).toEqual(['pids.max=max']);
    expect(short(cpuWrites(1, { cpu: null }))).toEqual(['cpu.cfs_period_us=100000', 'cpu.cfs_quota_us=-1']);
    expect(short(cpuWrites(2, { cpu: null }))).toEqual(['cpu.max=max 100000']);
  });

  test.each<[number | string, string]>([
    [0.2, '20000 100000'],
    ['20%', '20000 100000'],
    ['12.5 %', '12500 100000'],
    ['0.5', '50000 100000'],
    [2, '200000 100000'],
    ['150%', '150000 100000'],
  ])('cpu %j', (cpu, value) => {
    expect(short(cpuWrites(2, { cpu }))).toEqual([`cpu.max=${value}`]);
  });

  test.each(['', 'half', '20 percent', '-1', '%', Number.NaN, -0.1, Number.POSITIVE_INFINITY])(
    'cpu %j is refused',
    cpu => {
      expect(() => cpuWrites(2, { cpu })).toThrow(RangeError);
    },
  );
});
