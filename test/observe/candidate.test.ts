import { expect, test } from 'vitest';
import {
  hostMounts,
  isDirectory,
  isProgram,
  modeFact,
  mountsToAsk,
  ownProc,
  privateMounts,
} from '../../src/observe/candidate.ts';

const line = (point: string, device = '0:50', source = 'mine', root = '/') =>
  `99 1 ${device} ${root} ${point} rw - tmpfs ${source} rw`;
const HOST = [line('/', '254:0', '/dev/vda'), line('/tmp', '0:30', 'tmpfs')];

test('private is what the host has not: same place, source, device and root', () => {
  expect(privateMounts(HOST, HOST)).toEqual([]);
  expect(privateMounts([...HOST, line('/mnt')], HOST)).toEqual(['/mnt']);
  // another file system at a place that the host uses too, by the same name
  expect(privateMounts([line('/tmp', '0:77', 'tmpfs')], HOST)).toEqual(['/tmp']);
  expect(privateMounts([line('/', '254:0', '/dev/vda', '/srv/rootfs')], HOST)).toEqual(['/']);
  // a bind mount of the same file system
  expect(privateMounts([line('/mnt', '254:0', '/dev/vda', '/srv')], HOST)).toEqual(['/mnt']);
  expect(privateMounts([line('/a\\040b'), line('/a\\040b')], HOST)).toEqual(['/a b']);
  expect(privateMounts(['nonsense', ''], HOST)).toEqual([]);
});

test('as many as can be asked: the latest, and none too long for the wire', () => {
  const many = Array.from({ length: 100 }, (_, i) => `/m${i}`);
  expect(mountsToAsk(many)).toEqual(many.slice(-48));
  expect(mountsToAsk([`/${'ä'.repeat(1500)}`, 'relative', '/ok'])).toEqual(['/ok']);
});

test('an old root that was kept', () => {
  expect(hostMounts([line('/'), line('/.old', '254:0', '/dev/vda')], HOST)).toEqual([
    line('/.old', '254:0', '/dev/vda'),
  ]);
  expect(hostMounts([line('/', '254:0', '/dev/vda', '/srv/rootfs')], HOST)).toEqual([]);
  expect(hostMounts([line('/')], [])).toEqual([]);
});

test('a shell is a regular file that may be executed', () => {
  expect(isProgram({ id: 'x', mode: '100755' })).toBe(true);
  expect(isProgram({ id: 'x', mode: '100644' })).toBe(false);
  expect(isProgram({ id: 'x', mode: '40755' })).toBe(false);
  expect(isProgram({ e: 'ENOENT' })).toBe(false);
  expect(isProgram(undefined)).toBe(false);
  expect(isDirectory({ id: 'x', mode: '41777' })).toBe(true);
  expect(isDirectory({ id: 'x', mode: '100755' })).toBe(false);
  expect(modeFact({ id: 'x', mode: '100755' })).toBe('100755');
  expect(modeFact({ e: 'ELOOP' })).toEqual({ error: 'ELOOP' });
});

test('its own /proc shows itself as the first process', () => {
  const stat = (pid: number, name: string, start: number) => ({
    v: `${pid} (${name}) S 0 ${Array.from({ length: 17 }, () => 0).join(' ')} ${start} 1\n`,
  });
  expect(ownProc(stat(1, 'a) R 1', 77), stat(4711, 'a) R 1', 77))).toBe('yes');
  expect(ownProc(stat(1, 'systemd', 2), stat(4711, 'sh', 77))).toBe('another');
  // born in the same hundredth of a second
  expect(ownProc(stat(1, 'systemd', 77), stat(4711, 'sh', 77))).toBe('another');
  expect(ownProc({ e: 'ENOENT' }, stat(4711, 'sh', 77))).toEqual({ error: 'ENOENT' });
});
