import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseMount, parseMountinfo } from '../../src/kernel/mountinfo.ts';

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
