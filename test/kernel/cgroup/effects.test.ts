import { expect, test } from 'vitest';
import {
  controlWritten,
  groupMade,
  isGauge,
  isUsageKey,
  joined,
  membersMoved,
  written,
} from '../../../src/kernel/cgroup/index.ts';
import { answersFrom, hierarchyOf, type Tree } from '../../helpers/cgroup-fixture.ts';

test.each<Tree>(['v1', 'v2', 'hybrid'])('%s: what a plan writes, it changes exactly', tree => {
  const group = hierarchyOf(tree).plan('one');
  const { files } = group.facts(answersFrom(tree, group.items()));
  const fact = (key: string) => ({ key, ...(files[key] === undefined ? {} : { file: files[key] }) });
  const exactly = (key: string, requests: ReturnType<typeof group.limit>, can: typeof controlWritten) =>
    requests.filter(({ args }) => can(fact(key), args) === 'exact').length;
  const limits = group.limit({ memory: 1 << 25, swap: 0, pids: 20, cpu: 0.2 }, { swap: true });
  expect(exactly('cgroup.memory.max', limits, controlWritten)).toBe(1);
  expect(exactly('cgroup.pids.max', limits, controlWritten)).toBe(1);
  expect(exactly('cgroup.cpu.max', limits, controlWritten)).toBe(tree === 'v2' ? 1 : 2);
  expect(exactly('cgroup.pids.current', limits, controlWritten)).toBe(0);
  for (const key of Object.keys(files)) expect(exactly(key, group.create('stage'), groupMade)).toBe(1);
  expect(exactly('cgroup.procs', group.join('stage'), joined)).toBe(1);
});

test('a memory limit may move memory, and nothing else', () => {
  const args = { path: '/g', file: 'memory.max', value: '1' };
  expect(controlWritten({ key: 'cgroup.memory.current', file: '/g/memory.current' }, args)).toBe('possible');
  expect(controlWritten({ key: 'cgroup.memory.events.oom_kill', file: '/g/memory.events' }, args)).toBe('possible');
  expect(controlWritten({ key: 'cgroup.memory.peak', file: '/g/memory.peak' }, args)).toBe('no');
  expect(controlWritten({ key: 'cgroup.pids.current', file: '/g/pids.current' }, args)).toBe('no');
  expect(controlWritten({ key: 'ns.uts' }, args)).toBe('no');
  expect(written('/g/cgroup.procs', { key: 'cgroup.pids.current', file: '/g/pids.current' })).toBe('possible');
});

test('the path of the process is not a file of the group', () => {
  expect(joined({ key: 'cgroup.path' })).toBe('no');
});

test('who comes and goes moves what is in use, not what the kernel counts', () => {
  for (const moved of [joined, membersMoved]) {
    expect(moved({ key: 'cgroup.pids.current' })).toBe('possible');
    expect(moved({ key: 'cgroup.cpu.stat.usage_usec' })).toBe('no');
    expect(moved({ key: 'cgroup.memory.peak' })).toBe('no');
  }
});

test('which keys move by themselves', () => {
  const usage = [
    'cgroup.memory.current',
    'cgroup.pids.current',
    'cgroup.cpu.stat.usage_usec',
    'cgroup.cpuacct.usage',
    'cgroup.procs',
    'cgroup.events.populated',
  ];
  expect(usage.filter(key => !isUsageKey(key))).toEqual([]);
  expect(
    ['cgroup.memory.max', 'cgroup.pids.max', 'cgroup.cpu.max', 'cgroup.freeze', 'ns.uts'].filter(isUsageKey),
  ).toEqual([]);
  const inUse = ['cgroup.memory.current', 'cgroup.pids.current', 'cgroup.procs', 'cgroup.events.populated'];
  expect(inUse.filter(key => !isGauge(key))).toEqual([]);
  expect(['cgroup.memory.peak', 'cgroup.pids.events.max', 'cgroup.cpuacct.usage'].filter(isGauge)).toEqual([]);
  expect(isUsageKey('cgroup.memory.events.oom_kill')).toBe(false);
});
