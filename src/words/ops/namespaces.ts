/** Ops that make namespaces, and the processes that live in them. */
import { joined, membersMoved } from '../../kernel/cgroup/index.ts';
import { GROUP_PATH, NEXT_NAMESPACES, namespacesLeft } from '../effect.ts';
import type { Rows } from '../op.ts';
import { neededText } from './argument.ts';

const NAMESPACE_FLAGS = [
  'CLONE_NEWNS',
  'CLONE_NEWUTS',
  'CLONE_NEWIPC',
  'CLONE_NEWNET',
  'CLONE_NEWPID',
  'CLONE_NEWCGROUP',
  'CLONE_NEWTIME',
  'CLONE_NEWUSER',
] as const;

export const NAMESPACE_OPS = {
  unshare: {
    lesson: {
      what: 'unshare(2), new namespaces for the caller. CLONE_NEWPID is for its children only.',
      example: '{ op: unshare, flags: [CLONE_NEWUTS, CLONE_NEWIPC] }',
      args: { flags: { type: 'flags', choices: NAMESPACE_FLAGS, required: true } },
      untrusted: 'may',
      tellingFlags: {
        CLONE_NEWUTS: ['ns.uts', 'hostname'],
        CLONE_NEWPID: ['ns.pid_for_children', 'ns.pid'],
        CLONE_NEWIPC: ['ns.ipc'],
        CLONE_NEWNET: ['ns.net', 'net.devices'],
      },
    },
    changes: [namespacesLeft],
  },
  fork: {
    lesson: {
      what: 'clone(2). The child takes over as the subject; after CLONE_NEWPID it is PID 1.',
      example: '{ op: fork }',
      args: {},
      untrusted: 'may',
      foundation: true,
      also: ['clone'],
    },
    // The child is another process: it is in the namespaces that its parent could not enter, and maybe in another group.
    changes: [
      /^(ns\.(pid|time)(_for_children)?|status\.(NSpid|PPid|Name))$/,
      membersMoved,
      (change, { into }) => into !== undefined && (GROUP_PATH.test(change.key) ? true : joined(change)),
    ],
  },
  'fork-exit': {
    lesson: {
      what: 'clone(2) of a child that ends at once, and waitpid(2)',
      example: '{ op: fork-exit }',
      args: {},
      untrusted: 'may',
    },
    changes: [NEXT_NAMESPACES, membersMoved],
    // The end of PID 1, which wait4 tells, closes the namespace: the link stays.
    calls: [[NEXT_NAMESPACES, /^clone/]],
  },
  sethostname: {
    lesson: {
      what: "sethostname(2). Refused in the host's UTS namespace.",
      example: '{ op: sethostname, name: lab-box }',
      args: { name: neededText },
      untrusted: 'may',
    },
    changes: [/^hostname$/],
  },
} as const satisfies Rows;
