/** The processes that a snapshot is taken of, and the name of each: the host, and every subject that is there. Names are decided here alone. */
import type { Group } from '../../../kernel/cgroup/index.ts';
import type { OpRecord } from '../../../observe/attribution.ts';
import type { Frame } from '../../../observe/snapshot.ts';
import { HOST } from '../../../words/cast.ts';
import { nameOf, type Subject } from '../subjects/subject.ts';

export interface Observed {
  name: string;
  /** Its name before it became a program; the same while it is none. */
  was: string;
  /** What the helper calls it; null: the host. */
  of: string | null;
  pid: number;
  group: Group | null;
  /** See `Circumstances`. */
  ran: boolean;
  sent: readonly OpRecord[];
}

/** The session's own mount points. */
export type Places = Required<Pick<Frame, 'rootfs' | 'layers'>>;

/** `monitor`: the PID of the helper, whose view is the host's. */
export function observed(monitor: number, subjects: readonly Subject[]): Observed[] {
  return [
    { name: HOST, was: HOST, of: null, pid: monitor, group: null, ran: false, sent: [] },
    ...subjects.map(s => ({
      ...{ name: nameOf(s), was: s.as.name, of: s.as.name, pid: s.pid },
      ...{ group: s.grouped ? s.group : null, ran: s.executes, sent: s.sent },
    })),
  ];
}

/** What is asked about them. */
export function frameOf(subjects: readonly Observed[], { rootfs, layers }: Places): Frame {
  return {
    ...{ rootfs, layers },
    subjects: subjects.map(s => s.name),
    cgroups: subjects.flatMap(({ name, group }) => (group ? [{ subject: name, group }] : [])),
  };
}
