/** Who finds what may solve a challenge: everything of one kind that is new since `begin`. */
import type { FactKey, Facts } from './facts.ts';

/** One candidate, photographed. */
export interface Sighting {
  /** The same over its life, different from every other: `1234.567890` (PID, start time) or a group's path. */
  id: string;
  /** Host PID; absent of a group. */
  pid?: number;
  /** The process's name (`comm`), or the group's path below its hierarchy. */
  name: string;
  /** Its facts when the challenge began; none of what did not exist then. */
  before: Facts;
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, string>;
}

export interface Seeker {
  /** Remember what there is now: it never counts, unless it changes. */
  begin(): Promise<void>;
  /** What is new now, with its photograph; what dies meanwhile is left out. */
  look(): Promise<Sighting[]>;
}
