/** Which file gives which logical key, on v1 and on v2. Keys carry the names of v2 where the meaning is the same. */

/** One file of a group, and what becomes of its text. */
export interface ControlFile {
  file: string;
  /** `text`: one value. `lines`: a list. Else: the wanted fields of a flat-keyed file, and their keys. */
  as:
    | { text: string }
    | { lines: string }
    | { fields: Readonly<Record<string, string>> }
    | { quota: string }
    | { period: string };
}

const GROUP = [
  { file: 'cgroup.controllers', as: { text: 'cgroup.controllers' } },
  { file: 'cgroup.subtree_control', as: { text: 'cgroup.subtree_control' } },
  {
    file: 'cgroup.events',
    as: { fields: { populated: 'cgroup.events.populated', frozen: 'cgroup.events.frozen' } },
  },
  { file: 'cgroup.freeze', as: { text: 'cgroup.freeze' } },
] as const satisfies ControlFile[];

const PIDS = [
  { file: 'pids.max', as: { text: 'cgroup.pids.max' } },
  { file: 'pids.current', as: { text: 'cgroup.pids.current' } },
  { file: 'pids.events', as: { fields: { max: 'cgroup.pids.events.max' } } },
] as const satisfies ControlFile[];

/** Present in every directory of either version. */
export const PROCS = { file: 'cgroup.procs', as: { lines: 'cgroup.procs' } } as const satisfies ControlFile;

const V2_FILES = {
  unified: GROUP,
  memory: [
    { file: 'memory.max', as: { text: 'cgroup.memory.max' } },
    { file: 'memory.current', as: { text: 'cgroup.memory.current' } },
    { file: 'memory.peak', as: { text: 'cgroup.memory.peak' } },
    { file: 'memory.swap.max', as: { text: 'cgroup.memory.swap.max' } },
    {
      file: 'memory.events',
      as: { fields: { max: 'cgroup.memory.events.max', oom_kill: 'cgroup.memory.events.oom_kill' } },
    },
  ],
  pids: PIDS,
  cpu: [
    { file: 'cpu.max', as: { text: 'cgroup.cpu.max' } },
    { file: 'cpu.weight', as: { text: 'cgroup.cpu.weight' } },
    {
      file: 'cpu.stat',
      as: {
        fields: {
          nr_periods: 'cgroup.cpu.stat.nr_periods',
          nr_throttled: 'cgroup.cpu.stat.nr_throttled',
          throttled_usec: 'cgroup.cpu.stat.throttled_usec',
          usage_usec: 'cgroup.cpu.stat.usage_usec',
        },
      },
    },
  ],
} as const satisfies Record<string, readonly ControlFile[]>;

/** Where v1 counts otherwise (memory and swap together, nanoseconds, shares), the key says so by v1's name. */
const V1_FILES = {
  memory: [
    { file: 'memory.limit_in_bytes', as: { text: 'cgroup.memory.max' } },
    { file: 'memory.usage_in_bytes', as: { text: 'cgroup.memory.current' } },
    { file: 'memory.max_usage_in_bytes', as: { text: 'cgroup.memory.peak' } },
    { file: 'memory.memsw.limit_in_bytes', as: { text: 'cgroup.memory.memsw.limit_in_bytes' } },
    { file: 'memory.failcnt', as: { text: 'cgroup.memory.events.max' } },
    { file: 'memory.oom_control', as: { fields: { oom_kill: 'cgroup.memory.events.oom_kill' } } },
  ],
  pids: PIDS,
  cpu: [
    { file: 'cpu.cfs_quota_us', as: { quota: 'cgroup.cpu.max' } },
    { file: 'cpu.cfs_period_us', as: { period: 'cgroup.cpu.max' } },
    { file: 'cpu.shares', as: { text: 'cgroup.cpu.shares' } },
    {
      file: 'cpu.stat',
      as: {
        fields: {
          nr_periods: 'cgroup.cpu.stat.nr_periods',
          nr_throttled: 'cgroup.cpu.stat.nr_throttled',
          throttled_time: 'cgroup.cpu.stat.throttled_time',
        },
      },
    },
  ],
  cpuacct: [{ file: 'cpuacct.usage', as: { text: 'cgroup.cpuacct.usage' } }],
  freezer: [{ file: 'freezer.state', as: { text: 'cgroup.freezer.state' } }],
} as const satisfies Record<string, readonly ControlFile[]>;

/** By controller; `unified` is what every v2 group has. */
export const V2: Readonly<Record<string, readonly ControlFile[]>> = V2_FILES;
export const V1: Readonly<Record<string, readonly ControlFile[]>> = V1_FILES;

type FilesOf<T> = T[keyof T] extends readonly (infer R)[] ? R : never;
type KeyOf<R> = R extends { as: { fields: infer F } } ? F[keyof F] : R extends { as: infer A } ? A[keyof A] : never;
type EachOf<R> = R extends unknown ? KeyOf<R> : never;

/** Every logical key of either version. */
export type CgroupKey = EachOf<typeof PROCS | FilesOf<typeof V2_FILES> | FilesOf<typeof V1_FILES>> & string;
