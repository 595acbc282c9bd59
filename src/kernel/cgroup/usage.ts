/** Raw cgroup facts to numbers for gauges. */
import type { CgroupFacts } from './hierarchy.ts';

/** `null`: not known, or (limits) none set. Bytes, counts, microseconds; `cpuLimit` is a fraction of one CPU. */
export interface Usage {
  memoryBytes: number | null;
  memoryLimit: number | null;
  memoryPeak: number | null;
  pids: number | null;
  pidsLimit: number | null;
  cpuUsec: number | null;
  cpuLimit: number | null;
  throttledUsec: number | null;
  oomKills: number | null;
}

export function usage(_facts: Readonly<Record<string, CgroupFacts[string] | null>>): Usage {
  throw new Error('being written');
}
