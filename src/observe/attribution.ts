/** Who did it: from a change and the requests that lay between two photographs to the system calls that caused it. Pure. */
import type { Args } from '../protocol/wire.ts';
import type { Change } from './diff.ts';

/** One request between the photographs, with the system calls it really made. */
export interface OpRecord {
  op: string;
  args: Args;
  /** In order. A call that the kernel refused explains nothing. */
  calls: readonly { seq: number; errno: string | null }[];
}

/** As in session/events.ts: a seq, an inclusive range, or none of ours and then whose. */
export interface Attribution {
  cause: number | [first: number, last: number] | null;
  origin?: 'app' | 'kernel' | 'other';
}

/** `running`: a program of the learner's runs inside (the app, or a shell entered). */
export function attribute(_change: Change, _ops: readonly OpRecord[], _context: { running: boolean }): Attribution {
  throw new Error('being written');
}
