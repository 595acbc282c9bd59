import { expect, test } from 'vitest';
import { type ProcReader, procObstacle } from '../../src/kernel/proc-mount.ts';

const TMPFS = 0x01021994;
const PROC = 0x9fa0;

const reader = (type: number, devices: Record<string, number>): ProcReader => ({
  readlink: () => {
    throw new Error('ENOENT');
  },
  statfsType: () => type,
  device: path => devices[path] ?? 0,
  pid: 7,
});

test('this machine shows its processes', () => {
  expect(procObstacle()).toBeNull();
});

test.each([
  ['another PID namespace', reader(PROC, { '/proc': 5, '/': 1 }), 'another', 'umount /proc'],
  ['a tmpfs', reader(TMPFS, { '/proc': 5, '/': 1 }), 'covered', 'umount /proc'],
  ['a type without a name here', reader(0xabc, { '/proc': 5, '/': 1 }), 'covered', 'umount /proc'],
  ['nothing', reader(0xef53, { '/proc': 1, '/': 1 }), 'none', 'umount /proc || mount -t proc proc /proc'],
])('%s', (_, read, kind, todo) => {
  expect(procObstacle(read)).toMatchObject({ kind, todo });
});

test('a PID namespace with the proc of the outer one, as unshare --pid --fork makes it: its numbers are of other processes', () => {
  const outer = { ...reader(PROC, { '/proc': 5, '/': 1 }), readlink: () => '4711' };
  expect(procObstacle(outer)).toMatchObject({ kind: 'outer', found: expect.stringMatching(/number 7, and is 4711/) });
  expect(procObstacle({ ...outer, readlink: () => '7' })).toBeNull();
});

test('another file system with such a link, and no /proc at all', () => {
  const hostfs = { ...reader(0xc0ffee, { '/proc': 1, '/': 1 }), readlink: () => '1' };
  expect(procObstacle(hostfs)?.kind).toBe('none');
  const missing = () => {
    throw new Error('ENOENT');
  };
  expect(procObstacle({ readlink: missing, statfsType: missing, device: missing, pid: 7 })?.kind).toBe('none');
});

test('what covers it is named by its type', () => {
  const found = (type: number) => procObstacle(reader(type, { '/proc': 5, '/': 1 }))?.found;
  expect(found(TMPFS)).toBe('tmpfs is mounted over /proc');
  expect(found(0xabc)).toBe('a file system of type 0xabc is mounted over /proc');
});
