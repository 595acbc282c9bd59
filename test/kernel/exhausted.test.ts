import { describe, expect, test } from 'vitest';
import { exhausted } from '../../src/kernel/exhausted.ts';
import { type LimitReader, type RefusedCall, systemLimits } from '../../src/kernel/limit-reader.ts';

/** A machine that has these files, and these names in directories. */
const machine = (files: Record<string, string>, lists: Record<string, string[]> = {}): LimitReader => ({
  read: path => files[path] ?? null,
  list: path => lists[path] ?? [],
});
const refused = (call: string, errno: string, about = ''): RefusedCall => ({ call, errno, about });
const lines = (n: number): string => '1 2 0:3 / / rw - tmpfs t rw\n'.repeat(n);

describe('namespaces', () => {
  const read = machine({ '/proc/sys/user/max_net_namespaces': '0\n', '/proc/sys/user/max_uts_namespaces': '512\n' });

  test('a limit of none is named', () => {
    expect(exhausted(refused('unshare', 'ENOSPC', 'CLONE_NEWUTS|CLONE_NEWNET'), read)).toEqual({
      found: 'user.max_net_namespaces = 0: no such namespace may be made',
      todo: 'as root: sysctl user.max_net_namespaces=15000',
    });
  });

  test('nothing is said of another kind, of a limit that leaves room, of another errno', () => {
    expect(exhausted(refused('unshare', 'ENOSPC', 'CLONE_NEWUTS'), read)).toBeNull();
    expect(exhausted(refused('unshare', 'EPERM', 'CLONE_NEWNET'), read)).toBeNull();
    expect(exhausted(refused('mkdir', 'ENOSPC', 'CLONE_NEWNET'), read)).toBeNull();
  });
});

describe('mounts', () => {
  const read = machine({ '/proc/sys/fs/mount-max': '40' });
  const mount = (held: number, more: Partial<RefusedCall> = {}) =>
    exhausted(
      { ...refused('mount', 'ENOSPC', '"tmpfs", "/x", "tmpfs", 0, NULL'), mountinfo: lines(held), ...more },
      read,
    );

  test('counts what is seen of the mount namespace; two more may be hidden', () => {
    expect(mount(40)?.found).toBe('a mount namespace may hold 40 mounts (fs.mount-max), and 40 are seen in this one');
    expect(mount(38)).not.toBeNull();
    expect(mount(37)).toBeNull();
    expect(mount(36, { mounts: 3 })).not.toBeNull();
    expect(mount(20, { about: '"/a", "/b", NULL, MS_BIND|MS_REC, NULL' })).not.toBeNull();
    expect(mount(18, { about: '"/a", "/b", NULL, MS_BIND|MS_REC, NULL' })).toBeNull();
  });

  test('a mount in a peer group takes as many places as there are peers', () => {
    const peers = lines(35) + '1 2 0:3 / / rw shared:7 - tmpfs t rw\n'.repeat(2);
    expect(mount(0, { mountinfo: peers })).not.toBeNull();
  });

  test('says nothing where the mounts could not be read, unless more are needed than there may be at all', () => {
    expect(mount(0, { mountinfo: null })).toBeNull();
    expect(mount(0, { mountinfo: null, mounts: 41 })?.found).toMatch(/and 41 are needed$/);
  });
});

describe('groups', () => {
  const made = refused('mkdir', 'EAGAIN', '"/sys/fs/cgroup/a/b/c", 0755');
  const group = (stat: string, descendants: string, depth: string) => ({
    '/sys/fs/cgroup/a/cgroup.stat': stat,
    '/sys/fs/cgroup/a/cgroup.max.descendants': descendants,
    '/sys/fs/cgroup/a/cgroup.max.depth': depth,
  });

  test.each([
    [
      group('nr_descendants 3\n', '3\n', 'max\n'),
      /\/a may have 3 groups below it \(cgroup\.max\.descendants\), and has 3$/,
    ],
    [
      group('nr_descendants 3\n', 'max\n', '1\n'),
      /below \/sys\/fs\/cgroup\/a may be 1 deep .*, and this one would be 2$/,
    ],
  ])('the one above that allows no more is named', (files, found) => {
    expect(exhausted(made, machine(files))?.found).toMatch(found);
  });

  test('nothing is said where there is room', () => {
    expect(exhausted(made, machine(group('nr_descendants 3\n', 'max\n', '2\n')))).toBeNull();
  });
});

describe('tasks', () => {
  const fork = refused('clone', 'EAGAIN', 'CLONE_PARENT|SIGCHLD');
  const v2 = '1 2 0:3 / /sys/fs/cgroup rw - cgroup2 none rw\n';

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'of the machine',
      { '/proc/loadavg': '0 0 0 1/500 7', '/proc/sys/kernel/threads-max': '500' },
      /kernel\.threads-max/,
    ],
    ['by number', { '/proc/loadavg': '0 0 0 1/301 7', '/proc/sys/kernel/pid_max': '301' }, /kernel\.pid_max/],
    [
      'of a group above',
      {
        '/proc/self/mountinfo': v2,
        '/proc/self/cgroup': '0::/a/b\n',
        '/sys/fs/cgroup/a/pids.max': '9\n',
        '/sys/fs/cgroup/a/pids.current': '9\n',
        '/sys/fs/cgroup/a/b/pids.max': 'max\n',
      },
      /^\/sys\/fs\/cgroup\/a may have 9 tasks/,
    ],
    [
      'of the user',
      {
        '/proc/self/limits': 'Max processes             7                    7                    processes\n',
        '/proc/self/status': 'Uid:\t1000\t1000\t1000\t1000\nThreads:\t3\n',
        '/proc/5/status': 'Uid:\t1000\t1000\t1000\t1000\nThreads:\t4\n',
        '/proc/6/status': 'Uid:\t1000\t1000\t1000\t1000\nThreads:\t3\n',
      },
      /this user may have 7 tasks .*, and has 7/,
    ],
  ])('%s', (_name, files, found) => {
    expect(exhausted(fork, machine(files, { '/proc': ['5', '6', 'self'] }))?.found).toMatch(found);
  });

  test('on this machine, which has room, nothing is said', () => {
    expect(exhausted(fork, systemLimits)).toBeNull();
  });
});

describe('open files', () => {
  test('of this process, and of the machine', () => {
    const limits = {
      '/proc/self/limits': 'Max open files            4                    4                    files\n',
    };
    const names = { '/proc/self/fd': ['0', '1', '2', '3'] };
    expect(exhausted(refused('openat', 'EMFILE'), machine(limits, names))?.found).toMatch(/may have 4 open files/);
    const all = machine({ '/proc/sys/fs/file-nr': '100\t0\t100\n' });
    expect(exhausted(refused('openat', 'ENFILE'), all)?.found).toMatch(/fs\.file-max/);
    expect(exhausted(refused('openat', 'EMFILE'), machine({}))).toBeNull();
  });
});
