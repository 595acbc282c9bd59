import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coversOf, parseMount, parseMountinfo } from '../../src/kernel/mountinfo.ts';

test('all fields of a line', () => {
  const line = '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 propagate_from:2 - ext3 /dev/root rw,errors=continue';
  expect(parseMount(line)).toEqual({
    id: 36,
    parent: 35,
    device: '98:0',
    root: '/mnt1',
    point: '/mnt2',
    options: ['rw', 'noatime'],
    propagation: ['master:1', 'propagate_from:2'],
    fstype: 'ext3',
    source: '/dev/root',
    superOptions: ['rw', 'errors=continue'],
  });
});

test('octal escapes are undone once', () => {
  const mount = parseMount('1 2 0:5 / /a\\040b\\011c\\012d\\134040 rw - tmpfs two\\040words rw');
  expect(mount?.point).toBe('/a b\tc\nd\\040');
  expect(mount?.source).toBe('two words');
});

test('a mount point called - is not the separator', () => {
  expect(parseMount('1 2 0:5 / - rw - tmpfs tmpfs rw')).toMatchObject({ point: '-', fstype: 'tmpfs', propagation: [] });
});

test.each([
  '',
  ' ',
  'a b c',
  '36 35 98:0 /mnt1 /mnt2 rw',
  '36 35 98:0 / / rw - ext4',
  '36 35 98:0 / - ext4 x rw',
  '36x 35 98:0 / / rw - a b c',
  '36 x35 98:0 / / rw - a b c',
  '36 35x 98:0 / / rw - a b c',
  '36 35 x98:0 / / rw - a b c',
  '36 35 98:0x / / rw - a b c',
  '36 35 98:0 / / rw -',
  'x 35 98:0 / / rw - a b c',
  '\0'.repeat(200),
  '9'.repeat(100_000),
])('no mount: %.40j', line => {
  expect(parseMount(line)).toBeNull();
});

test('every line of the live file is understood, and the root is among them', () => {
  const text = readFileSync('/proc/self/mountinfo', 'latin1');
  const mounts = parseMountinfo(text);
  expect(mounts).toHaveLength(text.split('\n').length - 1);
  expect(mounts.some(mount => mount.point === '/')).toBe(true);
});

test('a missing final newline loses nothing', () => {
  expect(parseMountinfo('1 2 0:5 / /a rw - tmpfs t rw\n2 2 0:6 / /b rw - tmpfs t rw')).toHaveLength(2);
});

test('what lies over a mount: at its place or above it, and not what it stands on', () => {
  const mounts = parseMountinfo(`1 0 8:1 / / rw - ext4 disk rw
2 1 0:5 / /proc rw - proc proc rw
3 1 0:6 / /sys rw - sysfs sysfs rw
4 3 0:7 / /sys/fs/cgroup rw - tmpfs tmpfs rw
5 4 0:8 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
6 2 0:9 / /proc rw - tmpfs first rw
7 6 0:10 / /proc rw - proc second rw
8 4 0:11 / /sys/fs/cgroup rw - tmpfs over rw
9 1 0:12 / /sysroot rw - tmpfs other rw
`);
  const covers = (id: number) =>
    mounts.flatMap(mount => (mount.id === id ? coversOf(mounts, mount).map(cover => cover.id) : []));
  expect(covers(2)).toEqual([6, 7]);
  expect(covers(6)).toEqual([7]);
  expect(covers(7)).toEqual([]);
  expect(covers(5)).toEqual([8]);
  expect(covers(3)).toEqual([]);
  expect(covers(1)).toEqual([]);
});

test('a file system without options of its own has none', () => {
  expect(parseMount('1 2 0:5 / /a rw - tmpfs x')?.superOptions).toEqual([]);
  expect(parseMount('1 2 0:5 / /a rw - tmpfs x \n')?.superOptions).toEqual([]);
});

test('a mount on the root lies over all that was below', () => {
  const mounts = parseMountinfo('1 0 0:1 / / rw - a a rw\n2 1 0:2 / /proc rw - a a rw\n3 1 0:3 / / rw - a a rw\n');
  const [, proc] = mounts;
  expect(proc && coversOf(mounts, proc).map(({ id }) => id)).toEqual([3]);
});
