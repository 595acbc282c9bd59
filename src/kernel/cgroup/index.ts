/** The only folder that knows v1, hybrid and v2. Everyone else speaks of logical limits and logical keys. */

export type { CgroupKey } from './control-files.ts';
export { type Delegated, delegatedScope, ownGroup } from './delegated.ts';
export {
  controllersGiven,
  controlWritten,
  filesOf,
  groupMade,
  isGauge,
  isUsageKey,
  joined,
  killsProcesses,
  membersMoved,
  memoryMoved,
  movesProcesses,
  type Strength,
  written,
} from './effects.ts';
export type { RealFile } from './facts.ts';
export { type ForeignGroup, GroupFinder, isGroupThere } from './finder.ts';
export {
  cpuFraction,
  membersOf,
  readGroup,
  readMembership,
} from './foreign.ts';
export { createHierarchy, type Group, type Hierarchy } from './hierarchy.ts';
export { detect, type Layout, type LayoutKind } from './layout.ts';
export type { Limits, Support } from './limits.ts';
export { controllersWritten, holdTops, isParentOfOurs, readTops, topsMark } from './tops.ts';
export { TreeCounting } from './tree-counters.ts';
export { usage } from './usage.ts';
