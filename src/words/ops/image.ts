/** Ops that fill the root of the container: planned by the session from the image that was chosen. */
import type { Rows } from '../op.ts';

export const IMAGE_OPS = {
  populate: {
    lesson: {
      what: "Fills `{layers}/image` with a root filesystem (or uses the learner's own), makes `{layers}/changes` and `{layers}/work`.",
      example: '{ op: populate }',
      args: {},
      planned: true,
      untrusted: 'may',
      foundation: true,
    },
  },
  'bind-image': {
    lesson: {
      what: 'Mounts the image itself on `{rootfs}`, read-only, with the mount points that it lacks (`dev` `proc` `sys` `tmp`). For a kernel that mounts no overlay on it.',
      example: '{ op: bind-image }',
      args: {},
      planned: true,
      untrusted: 'may',
      foundation: true,
    },
  },
} as const satisfies Rows;
