/** A photograph of the subjects: one plain value. */
import type { Group } from '../kernel/cgroup/index.ts';
import type { FactKey, Facts, SubjectName } from './facts.ts';
import type { Answer, Query, Source } from './source.ts';

export interface SubjectFacts {
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, string>;
}

/** A subject that is gone is absent. */
export type Snapshot = Partial<Record<SubjectName, SubjectFacts>>;

/** What to photograph. `rootfs` and `layers` are the session's mount points (hello); without them their facts are left out. */
export interface Frame {
  subjects: readonly SubjectName[];
  rootfs?: string;
  layers?: string;
  /** The subjects whose container has a group. */
  cgroups?: readonly { subject: SubjectName; group: Pick<Group, 'readings' | 'facts'> }[];
}

/** The questions, in one list, so that the wire can carry them in one request. */
export function queriesFor(_frame: Frame): Query[] {
  throw new Error('being written');
}

/** The answers (same order as `queriesFor(frame)`) as facts. */
export function factsFrom(_frame: Frame, _answers: readonly Answer[]): Snapshot {
  throw new Error('being written');
}

export async function photograph(source: Source, frame: Frame): Promise<Snapshot> {
  return factsFrom(frame, await source.query(queriesFor(frame)));
}
