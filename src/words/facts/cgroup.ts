/** The group of a process, and the files of a group by logical keys. Which file holds which key: `kernel/cgroup/control-files.ts`. */
import type { CgroupKey } from '../../kernel/cgroup/index.ts';
import { type Fact, lines } from '../fact.ts';

export const MEMBERSHIP_FACTS = {
  'cgroup.path': {
    what: 'lines of /proc/PID/cgroup',
    example: '{ fact: cgroup.path, of: stage, changed: true }',
    group: 'cgroup',
    place: 1,
    query: { kind: 'read', path: 'cgroup' },
    value: lines,
    foreign: true,
  },
} as const satisfies Record<string, Fact>;

/** Of a group that the subject has. */
export const GROUP_FACTS = {
  'cgroup.procs': {
    what: "PIDs in its group. Keys that begin with `cgroup.` and a file's name are there once the subject has a group.",
    example: '{ fact: cgroup.procs, of: stage, length: 1 }',
  },
  'cgroup.controllers': {
    what: 'controllers of the group (v2)',
    example: '{ fact: cgroup.controllers, of: aside, contains: memory }',
  },
  'cgroup.subtree_control': {
    what: 'controllers handed down to children (v2)',
    example: '{ fact: cgroup.subtree_control, of: aside, lacks: memory }',
  },
  'cgroup.events.populated': {
    what: '1 while a process is in the group or below (v2)',
    example: '{ fact: cgroup.events.populated, of: aside, eq: 1 }',
  },
  'cgroup.events.frozen': {
    what: '1 while all are frozen (v2)',
    example: '{ fact: cgroup.events.frozen, of: aside, eq: 0 }',
  },
  'cgroup.freeze': { what: '1 when freezing was asked for (v2)', example: '{ fact: cgroup.freeze, of: aside, eq: 0 }' },
  'cgroup.memory.max': {
    what: 'limit of memory in bytes, or max',
    example: '{ fact: cgroup.memory.max, of: stage, eq: 64M }',
  },
  'cgroup.memory.current': {
    what: 'memory in use, bytes',
    example: '{ fact: cgroup.memory.current, of: aside, lt: 64M }',
  },
  'cgroup.memory.peak': {
    what: 'the most that was in use, bytes',
    example: '{ fact: cgroup.memory.peak, of: aside, ge: 1M }',
    kernel: true,
  },
  'cgroup.memory.swap.max': {
    what: 'limit of swap in bytes, or max (v2)',
    example: '{ fact: cgroup.memory.swap.max, of: stage, eq: 0 }',
  },
  'cgroup.memory.events.max': {
    what: 'how often the limit was met',
    example: '{ fact: cgroup.memory.events.max, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.memory.events.oom_kill': {
    what: 'processes that the OOM killer has killed; on v1 in the very group, on v2 below it, too',
    example: '{ fact: cgroup.memory.events.oom_kill, of: aside, ge: 1 }',
    kernel: true,
  },
  'cgroup.pids.max': { what: 'limit of tasks, or max', example: '{ fact: cgroup.pids.max, of: stage, eq: 16 }' },
  'cgroup.pids.current': { what: 'tasks in the group', example: '{ fact: cgroup.pids.current, of: aside, le: 8 }' },
  'cgroup.pids.events.max': {
    what: 'how often a fork was refused. Before Linux 6.11, and on v1, it counts in the group of who forks; with v2 since then in the group whose limit was met, and above.',
    example: '{ fact: cgroup.pids.events.max, of: aside, ge: 1 }',
    kernel: true,
  },
  'cgroup.cpu.max': {
    what: 'quota and period in microseconds; max without a quota',
    example: '{ fact: cgroup.cpu.max, of: stage, matches: "^20000 100000$" }',
  },
  'cgroup.cpu.weight': {
    what: 'weight of the group where several want the CPU (v2)',
    example: '{ fact: cgroup.cpu.weight, of: aside, eq: 100 }',
  },
  'cgroup.cpu.stat.nr_periods': {
    what: 'periods that have passed',
    example: '{ fact: cgroup.cpu.stat.nr_periods, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.cpu.stat.nr_throttled': {
    what: 'periods in which it had to wait',
    example: '{ fact: cgroup.cpu.stat.nr_throttled, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.cpu.stat.throttled_usec': {
    what: 'how long it had to wait, microseconds (v2)',
    example: '{ fact: cgroup.cpu.stat.throttled_usec, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.cpu.stat.usage_usec': {
    what: 'CPU time used, microseconds (v2)',
    example: '{ fact: cgroup.cpu.stat.usage_usec, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.memory.memsw.limit_in_bytes': {
    what: 'limit of memory and swap together (v1)',
    example: '{ fact: cgroup.memory.memsw.limit_in_bytes, of: stage, eq: 64M }',
  },
  'cgroup.cpu.shares': {
    what: 'weight of the group where several want the CPU (v1)',
    example: '{ fact: cgroup.cpu.shares, of: aside, eq: 1024 }',
  },
  'cgroup.cpu.stat.throttled_time': {
    what: 'how long it had to wait, nanoseconds (v1)',
    example: '{ fact: cgroup.cpu.stat.throttled_time, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.cpuacct.usage': {
    what: 'CPU time used, nanoseconds (v1)',
    example: '{ fact: cgroup.cpuacct.usage, of: aside, gt: 0 }',
    kernel: true,
  },
  'cgroup.freezer.state': {
    what: 'THAWED, FREEZING or FROZEN (v1)',
    example: '{ fact: cgroup.freezer.state, of: aside, eq: THAWED }',
  },
} as const satisfies Record<CgroupKey, Fact>;
