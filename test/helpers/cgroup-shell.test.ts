import { expect, test } from 'vitest';
import { hierarchyOf } from './cgroup-fixture.ts';
import { byHand } from './cgroup-shell.ts';

test('v2', () => {
  const hierarchy = hierarchyOf('v2');
  const group = hierarchy.plan('one');
  const requests = [
    ...hierarchy.setup().requests,
    ...group.create('stage'),
    ...group.limit({ memory: 33554432, cpu: 0.2 }, { swap: false }),
    ...group.join('stage'),
  ];
  expect(byHand(requests, '{pid}')).toEqual([
    'mkdir -p /sys/fs/cgroup/container-lab',
    "echo '+memory +pids +cpu' > /sys/fs/cgroup/container-lab/cgroup.subtree_control",
    'mkdir /sys/fs/cgroup/container-lab/one',
    'echo 33554432 > /sys/fs/cgroup/container-lab/one/memory.max',
    "echo '20000 100000' > /sys/fs/cgroup/container-lab/one/cpu.max",
    'echo {pid} > /sys/fs/cgroup/container-lab/one/cgroup.procs',
  ]);
  expect(byHand(group.remove(), 1)).toEqual(['rmdir /sys/fs/cgroup/container-lab/one']);
});

test('v1 joins every hierarchy', () => {
  const lines = byHand(hierarchyOf('v1').plan('one').join('stage'), 4711);
  expect(lines).toHaveLength(4);
  expect(lines).toContain('echo 4711 > /sys/fs/cgroup/cpu,cpuacct/container-lab/one/cgroup.procs');
});

test('other requests have no line here', () => {
  expect(byHand([{ op: 'mount', args: { path: '/x' } }], 1)).toEqual([]);
});

test('a shell would read nothing else into a name', () => {
  expect(byHand([{ op: 'rmdir-cgroup', args: { path: "/a b'; rm" } }], 1)).toEqual(["rmdir '/a b'\\''; rm'"]);
});
