/** The fact keys and subjects that lessons may name (the keys are described in observe/facts.ts). */
import type { SubjectName } from '../observe/facts.ts';

export const SUBJECTS: readonly SubjectName[] = ['host', 'stage', 'app', 'aside'];

const LINKS = 'mnt uts ipc net pid user cgroup time pid_for_children time_for_children'.split(' ');
const STATUS = 'Name PPid NSpid CapEff CapBnd NoNewPrivs Seccomp'.split(' ');

/** Logical cgroup names, the same on v1 and v2. */
const CGROUP = [
  'procs',
  'path',
  'events.populated',
  'memory.max',
  'memory.swap.max',
  'memory.current',
  'memory.peak',
  'memory.events.max',
  'memory.events.oom_kill',
  'pids.max',
  'pids.current',
  'pids.events.max',
  'cpu.max',
  'cpu.stat.usage_usec',
  'cpu.stat.nr_periods',
  'cpu.stat.nr_throttled',
  'cpu.stat.throttled_usec',
];

export const FACT_KEYS: ReadonlySet<string> = new Set([
  ...LINKS.map(name => `ns.${name}`),
  'link.root',
  'link.cwd',
  'link.exe',
  'rootId',
  'mounts',
  ...STATUS.map(name => `status.${name}`),
  'uid_map',
  'gid_map',
  'hostname',
  'net.devices',
  'rootfs.id',
  'rootfs.entries',
  'layers.entries',
  'root.entries',
  ...CGROUP.map(name => `cgroup.${name}`),
]);
