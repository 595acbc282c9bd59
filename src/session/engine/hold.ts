import type { Snapshot } from '../../observe/snapshot.ts';
import type { LabEventBody } from '../events.ts';
import { nameOf, type Subject } from './subjects/subject.ts';

/** The event `hold`: PIDs, groups and facts of this moment, to look at from another terminal. `living`: the last snapshots. */
export function holdEvent(stage: Subject | undefined, living: Snapshot, rootfs: string): LabEventBody {
  const snapshots = Object.entries(living);
  return {
    type: 'hold',
    pids: stage ? { [nameOf(stage)]: stage.pid } : {},
    cgroup: stage?.grouped ? stage.group.paths : {},
    rootfs,
    facts: Object.fromEntries(snapshots.map(([name, snapshot]) => [name, snapshot.facts])),
    files: Object.fromEntries(snapshots.map(([name, snapshot]) => [name, snapshot.files])),
  };
}
