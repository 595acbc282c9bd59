/** Our own picture of a process that ops are carried out in. */
import type { Group } from '../../../kernel/cgroup/index.ts';
import type { OpRecord } from '../../../observe/attribution.ts';
import type { ExecProblem } from '../../../rootfs/exec-problem.ts';
import type { Slot } from '../ops/expand.ts';

export interface Subject {
  slot: Slot;
  pid: number;
  /** It has become the learner's program. */
  running: boolean;
  /** The program has been let go: held at its first instruction it does nothing yet. */
  executes: boolean;
  /** The requests so far that may end it. */
  sent: OpRecord[];
  group: Group;
  grouped: boolean;
  /** What step 1 has mounted as its root to be, "major:minor/inode"; null while there is nothing. */
  rootfs: string | null;
  /** The kernel refused to make its group. */
  groupRefused: boolean;
  /** What its program will stumble over, as far as that can be seen before it is started. */
  foreseen: ExecProblem | null;
}

export type Subjects = Partial<Record<Slot, Subject>>;

export const GONE_HINT = 'go back, or jump to a step, to build it anew';

/** The stage is called the app once it has become the learner's program. */
export function nameOf(subject: Subject): 'stage' | 'app' | 'aside' {
  return subject.slot === 'aside' ? 'aside' : subject.running ? 'app' : 'stage';
}
