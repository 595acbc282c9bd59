/** Ops that make files. */
import { entries, MOUNTS, madeIn, ofKernelFile, SEEN } from '../effect.ts';
import type { Rows } from '../op.ts';
import { mode, neededText, path, paths } from './argument.ts';

export const FILE_OPS = {
  mkdir: {
    lesson: {
      what: 'mkdir(2), once for each path; only on file systems that the subject has mounted itself',
      example: '{ op: mkdir, paths: ["{rootfs}/proc"], mode: "755" }',
      args: { paths, mode },
      untrusted: 'may',
      foundation: true,
    },
    changes: [entries('paths')],
  },
  symlink: {
    lesson: {
      what: 'symlink(2), once for each path',
      example: '{ op: symlink, target: busybox, paths: ["{rootfs}/bin/sh"] }',
      args: { target: neededText, paths },
      untrusted: 'judged',
      foundation: true,
    },
    changes: [entries('paths')],
  },
  'write-file': {
    lesson: {
      what: 'open(2), write(2) and close(2) of a small file',
      example: '{ op: write-file, path: "{rootfs}/etc/motd", data: "hello", mode: "644" }',
      args: { path, data: neededText, mode },
      untrusted: 'judged',
      foundation: true,
    },
    changes: [entries('path'), ofKernelFile],
    calls: [
      [/\.entries$/, /^open/],
      [/^/, /^write$/],
    ],
    endsLater: true,
  },
  copy: {
    lesson: {
      what: 'A copy of one file',
      example: '{ op: copy, source: "{apps}", target: "{rootfs}/bin/lab", mode: "755" }',
      args: { source: path, target: path, mode },
      untrusted: 'judged',
      foundation: true,
    },
    changes: [entries('target')],
  },
  unpack: { changes: [({ key }, { target }, places) => madeIn([String(target)], key, places)] },
  'make-dev': {
    lesson: {
      what: 'mknod(2) and symlink(2) for the devices that a container has',
      example: '{ op: make-dev }',
      args: {},
      untrusted: 'may',
    },
    changes: [MOUNTS, SEEN],
    calls: [
      [MOUNTS, /^mount$/],
      [SEEN, /^mkdir/],
    ],
  },
  'protect-proc': {
    lesson: {
      what: 'The mounts that make dangerous parts of /proc read-only or hide them',
      example: '{ op: protect-proc }',
      args: {},
      untrusted: 'may',
    },
    changes: [MOUNTS],
  },
} as const satisfies Rows;
