/** Attributes changes: from a change and the requests that lay between two snapshots to the system calls that caused it. Pure. */
import { filesOf, isGauge, isUsageKey, type Strength } from '../kernel/cgroup/index.ts';
import { type Args, DEFAULT_SUBJECT } from '../protocol/wire.ts';
import type { Places } from '../words/effect.ts';
import { isKernelKey } from '../words/facts.ts';
import { endsLater } from '../words/ops.ts';
import type { Change } from './diff.ts';
import { canDo, opEffect } from './effects.ts';

/** One request between the snapshots, with the system calls it really made. */
export interface OpRecord {
  op: string;
  args: Args;
  /** In order. A call that the kernel refused explains nothing. */
  calls: readonly { seq: number; name: string; errno: string | null }[];
}

/** As in session/events.ts: a seq, an inclusive range, or none of ours and then whose. */
interface Attribution {
  cause: number | [first: number, last: number] | null;
  origin?: 'app' | 'kernel' | 'other';
}

export interface Circumstances extends Places {
  /** What the helper calls the subject; null: the host. */
  of: string | null;
  /** A program of the learner's has run in this subject since the last snapshot: its own, from exec to exit, or a shell entered in it. */
  ran: boolean;
  /** What was asked of this subject before the last snapshot that may end it: a program takes its time. */
  sent?: readonly OpRecord[];
  /** This is its last snapshot: what the kernel told of its end, wait(2), and the OOM kills in its group. */
  end?: { signal: string | null; oomKills: number };
}

/**
 * One op that can explain the change: its call, or the range of its calls. Several: the range over them. None: whose doing it is then.
 */
export function attribute(change: Change, ops: readonly OpRecord[], around: Circumstances): Attribution {
  const asked = change.key === 'exit.signal' ? [...(around.sent ?? []), ...ops] : ops;
  const made = asked.filter(op => concerns(op, around.of) && op.calls.some(call => call.errno === null));
  const best = (['exact', 'possible', 'elsewhere'] as const).map(s =>
    made.filter(op => effect(op, change, around) === s),
  );
  const candidates = best.find(found => found.length > 0) ?? [];
  const seqs = candidates.flatMap(op => seqsFor(op, change));
  if (seqs.length === 0) return ofNobody(change, ops, around);
  const first = Math.min(...seqs);
  const last = Math.max(...seqs);
  return { cause: first === last ? first : [first, last] };
}

/** The requests that may end a subject later, of those of `ops` that are about it; `of` is what the helper calls it. */
export function endingOps(ops: readonly OpRecord[], of: string): OpRecord[] {
  return ops.filter(op => endsLater(op.op) && concerns(op, of));
}

function effect(op: OpRecord, change: Change, places: Places): Strength {
  return opEffect(op.op, op.args, change, places);
}

/** Calls that succeeded and can do that; of an op with one call for each of its paths, those whose path holds the file. */
function seqsFor({ op, args, calls }: OpRecord, { key, file }: Change): number[] {
  const paths = Array.isArray(args.paths) ? (args.paths as string[]) : [];
  const files = filesOf(file);
  const holds = (path: string | undefined) => files.some(name => path !== undefined && name.startsWith(`${path}/`));
  const own = paths.length === calls.length ? calls.filter((_, index) => holds(paths[index])) : [];
  const made = (own.length > 0 ? own : calls).filter(call => call.errno === null);
  const able = made.filter(call => canDo(op, call.name, key));
  return (able.length > 0 ? able : made).map(call => call.seq);
}

/** Ops on groups that name no subject are about all of them. */
function concerns({ op, args }: OpRecord, of: string | null): boolean {
  const target = args.subject ?? (op.endsWith('-cgroup') || op === 'enable-controllers' ? null : DEFAULT_SUBJECT);
  // The host is the monitor itself: all it ever changes about itself is the group it is in.
  if (of === null || target === 'monitor') return of === null && target === 'monitor';
  return target === null || target === of;
}

/** signal(7): what the kernel sends to a process that did what cannot be done. */
const FAULTS = new Set(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGSYS', 'SIGXCPU', 'SIGXFSZ', 'SIGPIPE']);

function ofNobody(change: Change, ops: readonly OpRecord[], around: Circumstances): Attribution {
  const { end } = around;
  // Whoever was ended by a signal gave back what it had by that, not by a deed of its own.
  if (end && end.signal !== null && change.key !== 'exit.signal' && isGauge(change.key)) {
    return attribute({ ...change, key: 'exit.signal', after: end.signal }, ops, around);
  }
  return { cause: null, origin: originOf(change, around) };
}

function originOf({ key, after }: Change, { of, ran, end }: Circumstances): 'app' | 'kernel' | 'other' {
  if (of === null) return 'other';
  if (isKernelKey(key)) return 'kernel';
  // Of a signal wait(2) tells the number, not the sender.
  if (key === 'exit.signal') {
    const killed = after === 'SIGKILL' && (end?.oomKills ?? 0) > 0;
    return killed || FAULTS.has(String(after)) ? 'kernel' : 'other';
  }
  if (ran) return 'app';
  return isUsageKey(key) ? 'kernel' : 'other';
}
