import { expect, test } from 'vitest';
import { usage } from '../../../src/kernel/cgroup/index.ts';
import { answersFrom, hierarchyOf, type Tree } from '../../helpers/cgroup-fixture.ts';

const factsOf = (tree: Tree) => {
  const group = hierarchyOf(tree).plan('one');
  return group.facts(answersFrom(tree, group.items())).facts;
};

test('v2', () => {
  expect(usage(factsOf('v2'))).toEqual({
    memoryBytes: 262144,
    memoryLimit: 33554432,
    memoryPeak: 266240,
    pids: 1,
    pidsLimit: 20,
    cpuUsec: 20000,
    cpuLimit: 0.2,
    throttledUsec: 40000,
    oomKills: 0,
  });
});

test('v1 counts CPU time in nanoseconds', () => {
  expect(usage({ 'cgroup.cpuacct.usage': '1234567', 'cgroup.cpu.stat.throttled_time': '5000' })).toMatchObject({
    cpuUsec: 1234.567,
    throttledUsec: 5,
  });
  expect(usage(factsOf('hybrid'))).toMatchObject({ memoryLimit: 33554432, cpuLimit: 0.2, cpuUsec: 0 });
});

test.each(['9223372036854771712', '9223372036854710272', 'max', '-1', '', undefined, null, ['1']])(
  'memory limit %j is none',
  value => {
    expect(usage({ 'cgroup.memory.max': value }).memoryLimit).toBeNull();
  },
);

test.each(['max 100000', '-1 100000', '20000', '20000 0', { error: 'EACCES' }])('cpu limit %j is none', value => {
  expect(usage({ 'cgroup.cpu.max': value }).cpuLimit).toBeNull();
});

test('nothing known', () => {
  expect(new Set(Object.values(usage({})))).toEqual(new Set([null]));
});
