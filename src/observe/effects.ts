/** What each op can change of its subject's facts, by its row in `words/ops/`. */
import type { Strength } from '../kernel/cgroup/index.ts';
import type { Args } from '../protocol/wire.ts';
import type { Places } from '../words/effect.ts';
import { callsOf, changesOf } from '../words/ops.ts';
import type { Change } from './diff.ts';

/** Is this one of the calls of the op by which the fact can move? */
export function canDo(op: string, call: string, key: string): boolean {
  return (
    callsOf(op)
      ?.find(([keys]) => keys.test(key))?.[1]
      .test(call) ?? true
  );
}

/** How sure it is that this op moved this fact. */
export function opEffect(op: string, args: Args, change: Change, places: Places = {}): Strength {
  const answers = changesOf(op).map(can => (can instanceof RegExp ? can.test(change.key) : can(change, args, places)));
  if (answers.includes('exact')) return 'exact';
  if (answers.includes('possible') || answers.includes(true)) return 'possible';
  return answers.includes('elsewhere') ? 'elsewhere' : 'no';
}

/** Can this op change anything that is seen in snapshots? */
export function hasEffect(op: string): boolean {
  return changesOf(op).length > 0;
}
