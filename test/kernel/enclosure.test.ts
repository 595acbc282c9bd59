import { describe, expect, it } from 'vitest';
import { type EnclosureReader, enclosure } from '../../src/kernel/enclosure.ts';

const ROOT = '22 1 0:21 / / rw,relatime - ext4 /dev/vda rw';
const PROC = '23 22 0:22 / /proc rw,relatime - proc proc rw';
const BINFMT = '24 23 0:23 / /proc/sys/fs/binfmt_misc rw - binfmt_misc binfmt_misc rw';
const HOST = {
  '/proc/self/mountinfo': `${ROOT}\n${PROC}\n${BINFMT}\n`,
  '/proc/self/uid_map': '         0          0 4294967295\n',
  '/proc/self/status': 'Name:\tnode\nSeccomp:\t0\nSeccomp_filters:\t0\n',
  '/proc/self/attr/apparmor/current': 'unconfined\n',
};

function machine(files: Record<string, string> = {}): EnclosureReader {
  const all: Record<string, string> = { ...HOST, ...files };
  return { read: path => all[path] ?? null, exists: path => path in all };
}
const FREE = { engine: null, seccomp: false, chroot: false, userNamespace: false, covered: [], profile: null };

describe('enclosure', () => {
  it('finds nothing on an ordinary machine', () => {
    expect(enclosure(machine())).toEqual(FREE);
  });

  it.each<[string, Record<string, string>, object]>([
    ['the mark of podman', { '/run/.containerenv': '' }, { engine: 'podman' }],
    ['what systemd calls a container', { '/run/systemd/container': 'lxc\n' }, { engine: 'lxc' }],
    ['a seccomp filter', { '/proc/self/status': 'Seccomp:\t2\n' }, { seccomp: true }],
    ['a chroot', { '/proc/self/mountinfo': `${PROC}\n` }, { chroot: true }],
    ['a user namespace', { '/proc/self/uid_map': ' 0 1000 1\n' }, { userNamespace: true }],
    [
      'covered parts of /proc',
      { '/proc/self/mountinfo': `${ROOT}\n${PROC}\n30 23 0:5 /null /proc/kcore rw - devtmpfs dev rw\n` },
      { covered: ['/proc/kcore'] },
    ],
    [
      'an AppArmor profile',
      { '/proc/self/attr/apparmor/current': 'docker-default (enforce)\n' },
      { profile: 'docker-default (enforce)' },
    ],
  ])('%s', (_name, files, found) => {
    expect(enclosure(machine(files))).toEqual({ ...FREE, ...found });
  });

  it('takes a profile that only names us for none', () => {
    expect(enclosure(machine({ '/proc/self/attr/apparmor/current': 'crun (unconfined)\n' }))).toEqual(FREE);
  });

  it('says nothing about what it may not read', () => {
    expect(enclosure({ read: () => null, exists: () => false })).toEqual(FREE);
  });
});
