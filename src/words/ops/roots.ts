/** Ops on the root and the working directory. */
import { CWD, NOTHING, ROOT } from '../effect.ts';
import type { Rows } from '../op.ts';
import { path } from './argument.ts';

export const ROOT_OPS = {
  'open-root': {
    lesson: {
      what: 'open(2) of the present root directory, kept as a descriptor',
      example: '{ op: open-root }',
      args: {},
      untrusted: 'may',
      foundation: true,
    },
    changes: NOTHING,
  },
  'fchdir-root': {
    lesson: {
      what: 'fchdir(2) to that descriptor',
      example: '{ op: fchdir-root }',
      args: {},
      untrusted: 'may',
      foundation: true,
    },
    changes: [CWD],
  },
  'close-root': {
    lesson: {
      what: 'close(2) of that descriptor',
      example: '{ op: close-root }',
      args: {},
      untrusted: 'may',
      foundation: true,
    },
    changes: NOTHING,
  },
  chroot: {
    lesson: {
      what: 'chroot(2). The current directory stays where it was.',
      example: '{ op: chroot, path: "{rootfs}" }',
      args: { path },
      untrusted: 'judged',
      foundation: true,
      telling: ['link.root', 'rootId'],
    },
    changes: [ROOT],
  },
  chdir: {
    lesson: {
      what: 'chdir(2)',
      example: '{ op: chdir, path: / }',
      args: { path },
      untrusted: 'judged',
      foundation: true,
      telling: ['link.cwd', 'link.root'],
    },
    changes: [CWD],
  },
  pivot_root: {
    lesson: {
      what: 'pivot_root(2), swap the root mount',
      example: '{ op: pivot_root, new: ., put: . }',
      args: { new: path, put: path },
      untrusted: 'judged',
      foundation: true,
    },
    changes: [ROOT],
  },
} as const satisfies Rows;
