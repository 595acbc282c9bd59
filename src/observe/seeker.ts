/** Finds candidates: everything of one kind that is new since `begin`. */
import type { RealFile } from '../kernel/cgroup/index.ts';
import type { FactKey, Facts } from '../words/fact-value.ts';
import type { Ownership } from './ownership.ts';

/** One candidate, seen in snapshots. */
export interface Sighting {
  /** The same over its life, different from every other: `1234.567890` (PID, start time) or a group's path. */
  id: string;
  /** Host PID; absent of a group. */
  pid?: number;
  /** The process's name (`comm`), or the group's path below its hierarchy. */
  name: string;
  /** Only what is the learner's, or was claimed, wins by itself; a foreign's is asked about. */
  whose: Ownership;
  /** Its parent, where it is known; absent of a group. */
  parent?: { pid: number; name: string };
  /** It comes from some terminal: a person's work, whoever that is. */
  terminal?: boolean;
  /** Its facts when the challenge began; none of what did not exist then. */
  before: Facts;
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, RealFile>;
}

export interface Seeker {
  /** Remember what there is now: it never counts, unless it changes. */
  begin(): Promise<void>;
  /** What is new now, with its snapshot; what dies meanwhile is left out. */
  look(): Promise<Sighting[]>;
  /** The learner says that the sighting of this id is theirs. */
  claim(id: string): void;
}
