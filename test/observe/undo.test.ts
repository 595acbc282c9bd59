import { expect, test } from 'vitest';
import { machineDifferences } from '../../src/observe/differences.ts';
import type { HostMount, Machine } from '../../src/observe/fingerprint.ts';
import { backText, troublesOf, troubleText } from '../../src/observe/undo.ts';

const mount = (point: string, more: Partial<HostMount> = {}): HostMount => ({
  point,
  fstype: 'tmpfs',
  source: 'x',
  root: '/',
  propagation: 'shared',
  ...more,
});

const host: Machine = {
  mounts: [mount('/'), mount('/proc', { fstype: 'proc', source: 'proc' }), mount('/srv', { root: '/data' })],
  cgroups: ['/sys/fs/cgroup/system.slice'],
  controllers: ['/sys/fs/cgroup +memory'],
  devices: ['lo', 'eth0'],
  hostname: 'lab',
};

const after = (change: Partial<Machine>) => {
  const now = { ...host, ...change };
  return troublesOf(machineDifferences(host, now), host, now);
};
const undos = (change: Partial<Machine>) => after(change).map(({ change: how, undo }) => [how, undo]);

test('nothing differs: nothing is told', () => {
  expect(after({})).toEqual([]);
});

test.each<[string, Partial<Machine>, [string, string | null][]]>([
  ['a mount', { mounts: [...host.mounts, mount('/proc', { fstype: 'proc' })] }, [['appeared', 'umount /proc']]],
  ['a mount point with a blank', { mounts: [...host.mounts, mount("/a b'c")] }, [['appeared', "umount '/a b'\\''c'"]]],
  ['a group', { cgroups: [...host.cgroups, '/sys/fs/cgroup/mine'] }, [['appeared', 'rmdir /sys/fs/cgroup/mine']]],
  [
    'a group in several trees',
    { cgroups: [...host.cgroups, '/sys/fs/cgroup/cpu/a', '/sys/fs/cgroup/pids/a'] },
    [['appeared', 'rmdir /sys/fs/cgroup/cpu/a /sys/fs/cgroup/pids/a']],
  ],
  ['a device', { devices: ['lo', 'eth0', 'veth1'] }, [['appeared', 'ip link del veth1']]],
  ['a device that is gone', { devices: ['lo'] }, [['gone', null]]],
  ['a name', { hostname: 'lab-box' }, [['changed', 'hostname lab']]],
  ['no /proc', { mounts: host.mounts.filter(m => m.point !== '/proc') }, [['gone', 'mount -t proc proc /proc']]],
  ['no bind any more: from where is not known', { mounts: host.mounts.slice(0, 2) }, [['gone', null]]],
  ['a group or a controller that somebody took away', { cgroups: [], controllers: [] }, []],
])('%s', (_, change, expected) => {
  expect(undos(change)).toEqual(expected);
});

test('mounts that are handed on in another way: one line for all', () => {
  const made = host.mounts.map(m => ({ ...m, propagation: '' }));
  expect(after({ mounts: made })).toEqual([
    {
      thing: 'mount',
      change: 'changed',
      name: '/ and 2 more (private, was shared)',
      undo: 'for m in / /proc /srv; do mount --make-shared "$m"; done',
    },
  ]);
  const [first, ...rest] = host.mounts;
  expect(undos({ mounts: [{ ...(first as HostMount), propagation: 'shared master' }, ...rest] })).toEqual([
    ['changed', 'mount --make-shared /'],
  ]);
});

test('in words: what, and the way back; nobody is accused', () => {
  const [proc] = after({ mounts: [...host.mounts, mount('/proc', { propagation: '' })] });
  const [name] = after({ hostname: 'box' });
  if (!proc || !name) throw new Error('nothing was found');
  expect(troubleText(proc)).toBe(
    'on this machine itself the mount /proc (tmpfs x) has appeared; if that was you: umount /proc',
  );
  expect(backText(proc)).toBe('on this machine the mount /proc (tmpfs x) is gone again');
  expect(troubleText(name)).toBe(
    'on this machine itself the host name is now box (was lab); if that was you: hostname lab',
  );
  expect(backText(name)).toBe('on this machine the host name is as it was again');
});

test.each<[string, string, string, string]>([
  ['shared', 'master', 'shared', '(master, was shared)'],
  ['shared master', '', 'shared', '(private, was shared master)'],
  ['master', 'shared', 'slave', '(shared, was master)'],
  ['', 'shared', 'private', '(shared, was private)'],
  ['unbindable', 'shared', 'unbindable', '(shared, was unbindable)'],
])('one mount that was %j and is %j is made %s again', (was, is, how, name) => {
  const one = (propagation: string) => ({ ...host, mounts: [mount('/'), mount('/srv', { propagation })] });
  const [before, now] = [one(was), one(is)];
  expect(troublesOf(machineDifferences(before, now), before, now)).toMatchObject([
    { change: 'changed', name: `/srv ${name}`, undo: `mount --make-${how} /srv` },
  ]);
});

test('each way of handing on has its own line', () => {
  const make = (a: string, b: string) => ({
    ...host,
    mounts: [mount('/a', { propagation: a }), mount('/b', { propagation: b })],
  });
  const [before, now] = [make('shared', 'master'), make('', '')];
  expect(troublesOf(machineDifferences(before, now), before, now).map(({ undo }) => undo)).toEqual([
    'mount --make-shared /a',
    'mount --make-slave /b',
  ]);
});

test('in words: what is gone, what has appeared, and what nobody knows how to take back', () => {
  const [gone] = after({ devices: ['lo'] });
  const [appeared] = after({ devices: [...host.devices, 'veth1'] });
  expect([gone, appeared].map(trouble => trouble && troubleText(trouble))).toEqual([
    'on this machine itself the network device eth0 is gone',
    'on this machine itself the network device veth1 has appeared; if that was you: ip link del veth1',
  ]);
  expect([gone, appeared].map(trouble => trouble && backText(trouble))).toEqual([
    'on this machine the network device eth0 is back',
    'on this machine the network device veth1 is gone again',
  ]);
});
