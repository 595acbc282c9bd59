/** Ops on cgroups: the monitor does them, in a tree that belongs to the host. Lessons speak of their group, the wire of directories. */
import { controllersGiven, controlWritten, groupMade, joined, killsProcesses } from '../../kernel/cgroup/index.ts';
import { endsBy, GROUP_PATH } from '../effect.ts';
import type { Rows } from '../op.ts';

export const GROUP_OPS = {
  'create-cgroup': {
    lesson: {
      what: 'mkdir(2) in every hierarchy that matters; switches controllers on in the parent where needed',
      example: '{ op: create-cgroup }',
      args: {},
      planned: true,
      untrusted: 'may',
      group: 'makes',
      also: ['cgroup'],
      telling: ['cgroup.path', 'cgroup.memory.max', 'cgroup.pids.max'],
    },
  },
  'set-limit': {
    lesson: {
      what: 'write(2) to the control files, at least one limit',
      example: '{ op: set-limit, memory: 64M, swap: 0, pids: 16, cpu: 20% }',
      args: { memory: { type: 'size' }, swap: { type: 'size' }, pids: { type: 'count' }, cpu: { type: 'percent' } },
      needsOne: true,
      planned: true,
      untrusted: 'may',
      group: 'needs',
    },
  },
  'join-cgroup': {
    lesson: {
      what: "write(2) of the subject's PID to the process lists of its group",
      example: '{ op: join-cgroup }',
      args: {},
      planned: true,
      untrusted: 'may',
      group: 'needs',
    },
  },
  'remove-cgroup': {
    lesson: {
      what: 'rmdir(2) of the group',
      example: '{ op: remove-cgroup }',
      args: {},
      planned: true,
      untrusted: 'may',
      group: 'needs',
    },
  },
  'enable-controllers': {
    lesson: {
      what: 'write(2) to the `cgroup.subtree_control` of the own group (v2)',
      example: '{ op: enable-controllers, controllers: [memory] }',
      args: { controllers: { type: 'list', required: true } },
      planned: true,
      untrusted: 'may',
      group: 'needs',
    },
    changes: [controllersGiven],
  },
  'mkdir-cgroup': { changes: [groupMade] },
  'rmdir-cgroup': { changes: [groupMade, GROUP_PATH] },
  'write-cgroup': {
    changes: [
      controlWritten,
      (change, { path, file }) => killsProcesses(`${String(path)}/${String(file)}`) && endsBy(change, 'SIGKILL'),
    ],
    endsLater: true,
  },
  join: { changes: [joined, GROUP_PATH] },
} as const satisfies Rows;
