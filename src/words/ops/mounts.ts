/** Ops on mounts. */
import { MOUNTS, mounted, ROOT, SEEN } from '../effect.ts';
import type { Rows } from '../op.ts';
import { path, text } from './argument.ts';

const MOUNT_FLAGS = [
  'MS_BIND',
  'MS_REC',
  'MS_RDONLY',
  'MS_REMOUNT',
  'MS_NOSUID',
  'MS_NODEV',
  'MS_NOEXEC',
  'MS_PRIVATE',
  'MS_SLAVE',
  'MS_SHARED',
  'MS_UNBINDABLE',
  'MS_MOVE',
] as const;

export const MOUNT_OPS = {
  mount: {
    lesson: {
      what: 'mount(2). Everything is in the private mount namespace of the subject, so nothing reaches the host.',
      example:
        '{ op: mount, source: tmpfs, target: "{rootfs}", fstype: tmpfs, flags: [MS_NOSUID, MS_NODEV], data: size=1m }',
      args: { source: text, target: path, fstype: text, flags: { type: 'flags', choices: MOUNT_FLAGS }, data: text },
      untrusted: 'judged',
      // A target that begins with a template is in the root that is being built.
      foundation: ({ target }) => !String(target).startsWith('/'),
    },
    changes: [mounted],
  },
  umount: {
    lesson: {
      what: 'umount2(2)',
      example: '{ op: umount, target: "{rootfs}", flags: [MNT_DETACH] }',
      args: { target: path, flags: { type: 'flags', choices: ['MNT_DETACH', 'MNT_FORCE', 'UMOUNT_NOFOLLOW'] } },
      untrusted: 'judged',
      foundation: true,
      also: ['umount2'],
    },
    changes: [ROOT],
  },
  'mount-proc': {
    lesson: {
      what: 'mount(2) of proc while the /proc of step 0 stands at `beside`, then umount2(2) of that. For user namespaces.',
      example: '{ op: mount-proc, target: /proc, beside: /tmp }',
      args: { target: path, beside: path },
      untrusted: 'judged',
    },
    changes: [MOUNTS, SEEN],
  },
} as const satisfies Rows;
