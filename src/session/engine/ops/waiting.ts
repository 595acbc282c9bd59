/** The ops that wait for a running program, looking 4 times a second meanwhile so that gauges and counters move. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import { type Facts, isError } from '../../../words/fact-value.ts';
import type { WaitHandler } from './handler.ts';

const LOOK_EVERY_MS = 250;

const handler: WaitHandler = {
  async wait(op, { subject, parts: { snapshotter } }) {
    if (!subject.running)
      throw new LabError('order', `${op.op}: no program has been started in the ${subject.as.name}`);
    await wait(op, { look: () => snapshotter.snapshotOf(subject), hasEnded: () => snapshotter.hasEnded(subject) });
  },
};

export const waitOps = { 'wait-exit': handler, 'wait-until': handler };

/** What is waited for. */
interface Watched {
  /** A new snapshot; after the end it is the last one. */
  look(): Promise<Facts | undefined>;
  hasEnded(): boolean;
}

/** Throws a LabError when it has not happened within the op's seconds, or cannot happen any more. */
export async function wait(op: LessonOp, watched: Watched): Promise<void> {
  const seconds = Number(op.args.seconds);
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const ended = watched.hasEnded(); // before the look, so that the look after the end is always taken
    const facts = await watched.look();
    if (op.op === 'wait-exit' ? ended : reached(op, facts)) return;
    if (ended) throw new LabError('wait', `wait-until: the program ended first; ${shown(op, facts)}`);
    if (performance.now() >= end) throw new LabError('time-out', `${op.op}: ${late(op, facts, seconds)}`);
    await delay(LOOK_EVERY_MS);
  }
}

function late(op: LessonOp, facts: Facts | undefined, seconds: number): string {
  return op.op === 'wait-exit'
    ? `the program still runs after ${seconds} seconds`
    : `after ${seconds} seconds ${shown(op, facts)}`;
}

function reached(op: LessonOp, facts: Facts | undefined): boolean {
  const value = facts?.[String(op.args.fact)];
  return typeof value === 'string' && /^\d+$/.test(value) && Number(value) >= Number(op.args.ge);
}

function shown(op: LessonOp, facts: Facts | undefined): string {
  const value = facts?.[String(op.args.fact)] ?? null;
  const text = value === null ? 'not there' : isError(value) ? value.error : String(value);
  return `${op.args.fact} is ${text}, not ${op.args.ge} or more`;
}
