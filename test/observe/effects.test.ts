import { expect, test } from 'vitest';
import { opEffect } from '../../src/observe/effects.ts';

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
  ['look', 'hostname', false],
  ['constructor', 'hostname', false],
])('%s on %s: %j', (op, key, expected) => {
  expect(opEffect(op, {}, key)).toBe(expected);
});

test('flags come as a list or as the wire writes them', () => {
  expect(opEffect('unshare', { flags: ['CLONE_NEWUTS'] }, 'ns.uts')).toBe(true);
  expect(opEffect('unshare', { flags: 'CLONE_NEWNS,CLONE_NEWUTS' }, 'ns.uts')).toBe(true);
  expect(opEffect('unshare', {}, 'ns.uts')).toBe(false);
  expect(opEffect('mount', { flags: ['MS_MOVE'] }, 'link.cwd')).toBe(true);
  expect(opEffect('mount', { flags: ['MS_BIND'] }, 'link.cwd')).toBe(false);
});
