import { expect, test } from 'vitest';
import { cgroupEffect, isKernelKey, isUsageKey } from '../../../src/kernel/cgroup/index.ts';
import { answersFrom, hierarchyOf, type Tree } from '../../helpers/cgroup-fixture.ts';

test.each<Tree>(['v1', 'v2', 'hybrid'])('%s: what a plan writes, it changes exactly', tree => {
  const group = hierarchyOf(tree).plan('one');
  const { files } = group.facts(answersFrom(tree, group.readings()));
  const effectOn = (key: string, requests: ReturnType<typeof group.limit>) =>
    requests.map(request => cgroupEffect(request, key, files[key])).filter(effect => effect === 'exact').length;
  const limits = group.limit({ memory: 1 << 25, swap: 0, pids: 20, cpu: 0.2 }, { swap: true });
  expect(effectOn('cgroup.memory.max', limits)).toBe(1);
  expect(effectOn('cgroup.pids.max', limits)).toBe(1);
  expect(effectOn('cgroup.cpu.max', limits)).toBe(tree === 'v2' ? 1 : 2);
  expect(effectOn('cgroup.pids.current', limits)).toBe(0);
  for (const key of Object.keys(files)) expect(effectOn(key, group.create('stage'))).toBe(1);
  expect(effectOn('cgroup.procs', group.join('stage'))).toBe(1);
});

test('a memory limit may move memory, and nothing else', () => {
  const request = { op: 'write-cgroup', args: { path: '/g', file: 'memory.max', value: '1' } };
  expect(cgroupEffect(request, 'cgroup.memory.current', '/g/memory.current')).toBe('possible');
  expect(cgroupEffect(request, 'cgroup.memory.events.oom_kill', '/g/memory.events')).toBe('possible');
  expect(cgroupEffect(request, 'cgroup.pids.current', '/g/pids.current')).toBe('no');
  expect(cgroupEffect(request, 'ns.uts', undefined)).toBe('no');
});

test('the path of the process is not a file of the group', () => {
  expect(cgroupEffect({ op: 'join', args: { paths: ['/g'] } }, 'cgroup.path', undefined)).toBe('no');
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
  expect(isKernelKey('cgroup.memory.events.oom_kill')).toBe(true);
  expect(isUsageKey('cgroup.memory.events.oom_kill')).toBe(false);
});
