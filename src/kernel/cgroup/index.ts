/** The only room that knows v1, hybrid and v2. Everyone else speaks of logical limits and logical keys. */
export { byHand } from './by-hand.ts';
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
export type { Readings, RealFile } from './facts.ts';
export { type ForeignGroup, GroupFinder, isGroupThere } from './finder.ts';
export {
  cpuFraction,
  membersOf,
  readGroup,
  readMembership,
} from './foreign.ts';
export { createHierarchy, type Group, type Hierarchy } from './hierarchy.ts';
export {
  detect,
  type Layout,
  type LayoutKind,
  type LayoutReader,
  unifiedGroup,
} from './layout.ts';
export type { Limits, Support } from './limits.ts';
export type { CgroupKey } from './readings.ts';
export { controllersWritten, holdTops, isParentOfOurs, readTops, topsMark } from './tops.ts';
export { type TreeCounters, TreeCounting } from './tree-counters.ts';
export { usage } from './usage.ts';
