/** Ops that start programs and end them. */
import { membersMoved, memoryMoved } from '../../kernel/cgroup/index.ts';
import { endsBy, NOTHING } from '../effect.ts';
import type { Rows } from '../op.ts';
import { neededText } from './argument.ts';

export const PROGRAM_OPS = {
  signal: {
    lesson: {
      what: 'kill(2) to the program of the subject',
      example: '{ op: signal, sig: SIGTERM }',
      args: { sig: neededText },
      untrusted: 'may',
    },
    changes: [membersMoved, (change, { sig }) => endsBy(change, String(sig))],
    endsLater: true,
  },
  exec: {
    lesson: {
      what: "execve(2) of a program, which becomes the subject. Refused when the subject has neither a PID namespace nor a cgroup, and while its root is still the machine's own. Only an experiment may want that, and says so with `root: host`.",
      example: '{ op: exec, argv: ["{apps}", hog, "96"], io: pipe }',
      args: {
        argv: { type: 'list', required: true },
        env: { type: 'list' },
        io: { type: 'word', choices: ['pipe', 'tty', 'null'] },
        root: { type: 'word', choices: ['host'] },
      },
      untrusted: 'judged',
    },
    // execve(2), capabilities(7); a new time namespace is entered by it: time_namespaces(7).
    changes: [/^(link\.exe|status\.(Name|Cap\w+|Seccomp)|ns\.time)$/, memoryMoved],
    calls: [[/^/, /^execve/]],
  },
  // What runs from here on is the program's doing.
  release: { changes: NOTHING },
  kill: { changes: [membersMoved, change => endsBy(change, 'SIGKILL')], endsLater: true },
  enter: { changes: [membersMoved] },
  // The kernel sends it to who had the terminal: signal(7), SIGHUP.
  hangup: { changes: [membersMoved, change => endsBy(change, 'SIGHUP')], endsLater: true },
} as const satisfies Rows;
