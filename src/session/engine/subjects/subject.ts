/** What the engine knows of a process that ops are carried out in. */
import type { Group } from '../../../kernel/cgroup/index.ts';
import type { OpRecord } from '../../../observe/attribution.ts';
import type { ExecProblem } from '../../../rootfs/exec-problem.ts';
import type { CastMember } from '../../../words/cast.ts';

export interface Subject {
  /** Its row in words/cast.ts. */
  as: CastMember;
  pid: number;
  /** It has become a program. */
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
  predictedProblem: ExecProblem | null;
}

/** Those that are there, by their names in the cast, in the order in which they came. */
export type Subjects = Record<string, Subject>;

export const GONE_HINT = 'go back, or jump to a step, to build it anew';

/** A subject by its names. */
export interface Named {
  /** What the helper calls it. */
  of: string;
  /** What the learner calls it. */
  name: string;
  pid: number;
}

export function named(subject: Subject): Named {
  return { of: subject.as.name, name: nameOf(subject), pid: subject.pid };
}

/** What it is called now. */
export function nameOf({ as, running }: Subject): string {
  return running ? (as.running ?? as.name) : as.name;
}
