/** Who did it: from a change and the requests that lay between two photographs to the system calls that caused it. Pure. */
import { cgroupEffect, isKernelKey, isUsageKey } from '../kernel/cgroup/index.ts';
import type { Args } from '../protocol/wire.ts';
import type { Change } from './diff.ts';
import { opEffect, type Places } from './effects.ts';
import type { SubjectName } from './facts.ts';

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

export interface Circumstances extends Places {
  /** A program of the learner's runs inside: the app, or a shell entered. */
  running: boolean;
}

/**
 * One op that can explain the change: its call, or the range of its calls. Several: the range over them. None: whose doing it is then.
 */
export function attribute(change: Change, ops: readonly OpRecord[], around: Circumstances): Attribution {
  const made = ops.filter(op => concerns(op, change.subject) && op.calls.some(call => call.errno === null));
  const exact = made.filter(op => effect(op, change, around) === 'exact');
  const candidates = exact.length > 0 ? exact : made.filter(op => effect(op, change, around) !== 'no');
  const seqs = candidates.flatMap(op => seqsFor(op, change));
  if (seqs.length === 0) return { cause: null, origin: originOf(change, around.running) };
  const first = Math.min(...seqs);
  const last = Math.max(...seqs);
  return { cause: first === last ? first : [first, last] };
}

function effect(op: OpRecord, { key, file }: Change, places: Places): 'exact' | 'possible' | 'no' {
  const onGroup = cgroupEffect(op, key, file);
  return onGroup === 'no' && opEffect(op.op, op.args, key, places) ? 'possible' : onGroup;
}

/** Calls that succeeded; of an op with one call for each of its paths, those whose path holds the file. */
function seqsFor({ args, calls }: OpRecord, { file }: Change): number[] {
  const paths = Array.isArray(args.paths) ? (args.paths as string[]) : [];
  const files = file === undefined ? [] : [file].flat();
  const holds = (path: string | undefined) => files.some(name => path !== undefined && name.startsWith(`${path}/`));
  const own = paths.length === calls.length ? calls.filter((_, index) => holds(paths[index])) : [];
  return (own.length > 0 ? own : calls).filter(call => call.errno === null).map(call => call.seq);
}

/** `stage` and `app` are one process, before and after execve. Ops without a subject are about the session's groups. */
function concerns({ op, args }: OpRecord, subject: SubjectName): boolean {
  const target = args.subject ?? (op.endsWith('-cgroup') || op === 'enable-controllers' ? null : 'stage');
  // The host is the monitor itself: all it ever changes about itself is the group it is in.
  if (subject === 'host' || target === 'monitor') return subject === 'host' && target === 'monitor';
  if (target === null) return true;
  return (target === 'aside') === (subject === 'aside');
}

function originOf({ subject, key }: Change, running: boolean): 'app' | 'kernel' | 'other' {
  if (subject === 'host') return 'other';
  if (isKernelKey(key)) return 'kernel';
  if (running) return 'app';
  return isUsageKey(key) ? 'kernel' : 'other';
}
