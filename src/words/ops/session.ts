/** Ops of the session itself: waits, the app, and what is about subjects, channels and questions. */
import { NOTHING } from '../effect.ts';
import type { Rows } from '../op.ts';
import { seconds } from './argument.ts';

export const SESSION_OPS = {
  'wait-exit': {
    lesson: {
      what: 'Waits until the program has ended, at most so many seconds; a look 4 times a second meanwhile',
      example: '{ op: wait-exit, seconds: 30 }',
      args: { seconds },
      planned: true,
      untrusted: 'may',
    },
  },
  'wait-until': {
    lesson: {
      what: 'Waits until a fact of the own subject is at least `ge`. Too late is an error.',
      example: '{ op: wait-until, fact: cgroup.memory.current, ge: 24M, seconds: 30 }',
      args: { fact: { type: 'fact', required: true }, ge: { type: 'size', required: true }, seconds },
      planned: true,
      untrusted: 'may',
    },
  },
  'start-app': {
    lesson: {
      what: 'execve(2) of the program that the learner chose. Main actions only.',
      example: '{ op: start-app }',
      args: {},
      planned: true,
      untrusted: 'judged',
      also: ['exec', 'execve'],
    },
  },
  hello: { changes: NOTHING },
  look: { changes: NOTHING },
  scan: { changes: NOTHING },
  wait: { changes: NOTHING },
  winsize: { changes: NOTHING },
  input: { changes: NOTHING },
  quit: { changes: NOTHING },
  // A new subject has no snapshot before, and who is dropped is seen in snapshots no more.
  spawn: { changes: NOTHING },
  drop: { changes: NOTHING },
} as const satisfies Rows;
