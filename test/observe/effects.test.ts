import { expect, test } from 'vitest';
import { opEffect as effectOn } from '../../src/observe/effects.ts';
import type { Args } from '../../src/protocol/wire.ts';

const opEffect = (op: string, args: Args, key: string, after = 'b') =>
  effectOn(op, args, { subject: 'stage', key, before: 'a', after }) !== 'no';

test.each([
  ['chroot', 'link.root', true],
  ['chroot', 'ns.mnt', false],
  ['pivot_root', 'rootId', true],
  ['umount', 'mounts', true],
  ['fork', 'status.NSpid', true],
  ['fork', 'ns.pid', true],
  ['fork', 'ns.uts', false],
  ['sethostname', 'hostname', true],
  ['capabilities', 'status.CapEff', true],
  ['no-new-privs', 'status.NoNewPrivs', true],
  ['seccomp', 'status.Seccomp', true],
  ['seccomp', 'status.CapEff', false],
  ['copy', 'layers.entries', true],
  ['protect-proc', 'mounts', true],
  ['protect-proc', 'root.entries', false],
  ['exec', 'link.exe', true],
  ['exec', 'status.Name', true],
  ['exec', 'status.CapEff', true],
  ['exec', 'status.Seccomp', true],
  ['exec', 'ns.time', true],
  ['exec', 'cgroup.memory.current', true],
  ['exec', 'cgroup.procs', false],
  ['exec', 'hostname', false],
  ['fork-exit', 'ns.pid_for_children', true],
  ['mount-proc', 'mounts', true],
  ['release', 'hostname', false],
  ['look', 'hostname', false],
  ['constructor', 'hostname', false],
])('%s on %s: %j', (op, key, expected) => {
  expect(opEffect(op, {}, key)).toBe(expected);
});

test.each([
  ['/proc/self/uid_map', 'uid_map', true],
  ['/proc/self/gid_map', 'gid_map', true],
  ['/proc/self/uid_map', 'gid_map', false],
  ['/proc/self/setgroups', 'uid_map', false],
  ['/proc/self/comm', 'status.Name', true],
  ['/proc/sys/kernel/hostname', 'hostname', true],
  ['/sys/fs/cgroup/g/cgroup.procs', 'cgroup.path', true],
  ['/sys/fs/cgroup/g/cgroup.procs', 'cgroup.procs', true],
  ['/tmp/uid_map', 'uid_map', false],
  ['/file', 'root.entries', true],
])('a write to %s on %s: %j', (path, key, expected) => {
  expect(opEffect('write-file', { path, data: '1' }, key)).toBe(expected);
});

test('a child born in a group', () => {
  expect(opEffect('fork', { into: '/sys/fs/cgroup/g' }, 'cgroup.path')).toBe(true);
  expect(opEffect('fork', {}, 'cgroup.path')).toBe(false);
});

test('the first mount of a hierarchy shows in /proc/PID/cgroup', () => {
  expect(opEffect('mount', { target: '/x', fstype: 'cgroup2' }, 'cgroup.path')).toBe(true);
  expect(opEffect('mount', { target: '/x', fstype: 'tmpfs' }, 'cgroup.path')).toBe(false);
});

test('a signal explains the end by that signal', () => {
  expect(opEffect('signal', { sig: 'SIGTERM' }, 'exit.signal', 'SIGTERM')).toBe(true);
  expect(opEffect('signal', { sig: 'SIGTERM' }, 'exit.signal', 'SIGSEGV')).toBe(false);
  expect(opEffect('signal', { sig: 'SIGTERM' }, 'exit.code', '0')).toBe(false);
  expect(opEffect('kill', {}, 'exit.signal', 'SIGKILL')).toBe(true);
  expect(opEffect('write-cgroup', { path: '/g', file: 'cgroup.kill', value: '1' }, 'exit.signal', 'SIGKILL')).toBe(
    true,
  );
  expect(opEffect('write-cgroup', { path: '/g', file: 'memory.max', value: '1' }, 'exit.signal', 'SIGKILL')).toBe(
    false,
  );
});

test('flags come as a list or as the wire writes them', () => {
  expect(opEffect('unshare', { flags: ['CLONE_NEWUTS'] }, 'ns.uts')).toBe(true);
  expect(opEffect('unshare', { flags: 'CLONE_NEWNS,CLONE_NEWUTS' }, 'ns.uts')).toBe(true);
  expect(opEffect('unshare', {}, 'ns.uts')).toBe(false);
  expect(opEffect('mount', { flags: ['MS_MOVE'] }, 'link.cwd')).toBe(true);
  expect(opEffect('mount', { flags: ['MS_BIND'] }, 'link.cwd')).toBe(false);
});
