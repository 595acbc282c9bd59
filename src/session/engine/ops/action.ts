/** Carries out the ops of one action, one after the other. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import { LabError } from '../../../protocol/lab-error.ts';
import type { Performed } from '../../backend.ts';
import { promisedBy } from '../../gate.ts';
import type { Refusal } from '../../refusals.ts';
import type { Parts } from '../parts.ts';
import { type Order, perform } from './perform.ts';

/** `explain`: why the kernel does not allow an op here; null: that it does not is a failure. */
export async function performAction(
  ops: readonly LessonOp[],
  order: Order,
  parts: Parts,
  explain: (op: string, error: LabError) => Promise<Refusal | null>,
): Promise<Performed> {
  const { snapshotter, monitor } = parts;
  const before = snapshotter.living;
  let errno: string | null = null;
  let at: LessonOp | null = null;
  try {
    for (const [i, op] of ops.entries()) {
      at = op;
      const { protections } = promisedBy(ops.slice(0, i));
      errno = await perform(op, { ...order, protections: [...order.protections, ...protections] }, parts);
    }
    if (order.quiet) await snapshotter.take();
    return { before, after: snapshotter.all, errno, failed: null, refused: null, stopped: null };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (!monitor.over) await snapshotter.take();
    const refused = await explain(at?.op ?? '', error);
    return {
      ...{ before, after: snapshotter.all, errno: error.errno ?? null },
      ...{ failed: refused ? null : error, refused, stopped: at },
    };
  }
}
