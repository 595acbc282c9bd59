/** Ops by which a process gives up rights, and the one that needs some of the network. */
import { NOTHING } from '../effect.ts';
import type { Rows } from '../op.ts';

export const RIGHT_OPS = {
  'no-new-privs': {
    lesson: {
      what: 'prctl(2) PR_SET_NO_NEW_PRIVS',
      example: '{ op: no-new-privs }',
      args: {},
      untrusted: 'may',
      telling: ['status.NoNewPrivs'],
    },
    changes: [/^status\.NoNewPrivs$/],
  },
  capabilities: {
    lesson: {
      what: "capset(2) and prctl(2). Keeps Docker's default capabilities, or none.",
      example: '{ op: capabilities, keep: docker }',
      args: { keep: { type: 'word', choices: ['docker', 'none'], required: true } },
      untrusted: 'may',
      telling: ['status.CapEff', 'status.CapBnd'],
    },
    changes: [/^status\.Cap/],
    calls: [
      [/^status\.CapBnd$/, /^prctl$/],
      [/^status\.Cap(Eff|Prm|Inh)$/, /^capset$/],
    ],
  },
  seccomp: {
    lesson: {
      what: "seccomp(2) SECCOMP_SET_MODE_FILTER, a filter that refuses what Docker's refuses by default",
      example: '{ op: seccomp, filter: docker }',
      args: { filter: { type: 'word', choices: ['docker'], required: true } },
      untrusted: 'may',
      telling: ['status.Seccomp'],
    },
    changes: [/^status\.Seccomp$/],
  },
  'loopback-up': {
    lesson: {
      what: 'ioctl(2) SIOCSIFFLAGS on lo, in a network namespace of its own',
      example: '{ op: loopback-up }',
      args: {},
      untrusted: 'may',
    },
    // Only addresses and flags change with it, and the names of devices are what is seen in snapshots.
    changes: NOTHING,
  },
} as const satisfies Rows;
