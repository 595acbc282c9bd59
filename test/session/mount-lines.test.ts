import { describe, expect, it } from 'vitest';
import { isAlsoOnHost, isOnlyHere } from '../../src/session/mount-lines.ts';

const line = (device: string, root: string, point: string) => `21 1 ${device} ${root} ${point} rw - tmpfs t rw`;
const host = [line('8:1', '/', '/'), line('0:30', '/', '/run'), line('0:30', '/lab', '/mnt')];

describe('a mount that is only here', () => {
  it.each<[string, string[], boolean]>([
    ['of a file system of its own', [line('0:50', '/', '/run/lab/rootfs')], true],
    ['of one that the host has elsewhere', [line('0:30', '/', '/run/lab/rootfs')], false],
    ['of both', [line('0:50', '/', '/run/lab/rootfs'), line('0:30', '/', '/run/lab/rootfs')], false],
    ['elsewhere', [line('0:50', '/', '/mnt')], false],
  ])('%s: %s', (_what, lines, is) => expect(isOnlyHere(lines, '/rootfs', host)).toBe(is));

  it('is not claimed without the host’s own lines, or without lines', () => {
    const lines = [line('0:50', '/', '/run/lab/rootfs')];
    expect(isOnlyHere(lines, '/rootfs', undefined)).toBe(false);
    expect(isOnlyHere(lines, '/rootfs', { error: 'EACCES' })).toBe(false);
    expect(isOnlyHere({ error: 'EACCES' }, '/rootfs', host)).toBe(false);
  });
});

describe('a mount that the host has, too', () => {
  it.each<[string, string[], boolean]>([
    ['the same directory of the same file system', [line('0:30', '/lab', '/x')], true],
    ['another directory of it', [line('0:30', '/other', '/x')], false],
    ['another file system', [line('0:50', '/lab', '/x')], false],
    ['covered by one of its own', [line('0:30', '/lab', '/x'), line('0:50', '/', '/x')], false],
    ['on top of one of its own', [line('0:50', '/', '/x'), line('0:30', '/lab', '/x')], true],
    ['nothing', [], false],
  ])('%s: %s', (_what, lines, is) => expect(isAlsoOnHost(lines, '/x', host)).toBe(is));
});
