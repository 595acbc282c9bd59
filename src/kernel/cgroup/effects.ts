/** Which cgroup facts move by themselves, and which requests can move them. For attribution. Pure. */
import type { WireRequest } from '../../protocol/wire.ts';
import type { RealFile } from './facts.ts';

/** Readings that follow what the processes inside do. */
const USAGE =
  /^cgroup\.(memory\.(current|peak|events\.max)|pids\.(current|events\.max)|cpu\.stat\.\w+|cpuacct\.usage)$/;
const MEMBERSHIP = /^cgroup\.(procs|events\.populated)$/;
const FREEZING = /^cgroup\.(freeze|events\.frozen|freezer\.state)$/;
const MEMORY = /^cgroup\.memory\./;
const OOM_KILL = 'cgroup.memory.events.oom_kill';

/** A reading that a running program moves: memory, pids, CPU time, the list of processes. */
export function isUsageKey(key: string): boolean {
  return USAGE.test(key) || MEMBERSHIP.test(key);
}

/** A counter that the kernel moves by its own decision: an OOM kill. */
export function isKernelKey(key: string): boolean {
  return key === OOM_KILL;
}

/**
 * `exact`: the request wrote this very file or made the group; `possible`: it may have moved the fact; `no`.
 * `file` as in `Readings.files`.
 */
export function cgroupEffect(
  { op, args }: WireRequest,
  key: string,
  file: RealFile | undefined,
): 'exact' | 'possible' | 'no' {
  if (!key.startsWith('cgroup.') || key === 'cgroup.path') return 'no';
  const files = file === undefined ? [] : [file].flat();
  const touches = (path: string) => files.includes(path);
  const possible = (...patterns: RegExp[]) => (patterns.some(pattern => pattern.test(key)) ? 'possible' : 'no');
  switch (op) {
    case 'mkdir-cgroup':
    case 'rmdir-cgroup':
      return files.some(name => name.startsWith(`${String(args.path)}/`)) ? 'exact' : 'no';
    case 'write-cgroup': {
      const name = String(args.file);
      if (touches(`${String(args.path)}/${name}`)) return 'exact';
      if (name.startsWith('memory.')) return possible(MEMORY);
      return name === 'cgroup.freeze' || name === 'freezer.state' ? possible(FREEZING) : 'no';
    }
    case 'enable-controllers':
      if (touches(`${String(args.path)}/cgroup.subtree_control`)) return 'exact';
      // What a parent passes on appears in its children as new files.
      return files.some(name => name.startsWith(`${String(args.path)}/`)) && !isUsageKey(key) ? 'possible' : 'no';
    case 'join':
      return MEMBERSHIP.test(key) ? 'exact' : possible(USAGE);
    case 'fork':
    case 'spawn':
    case 'drop':
    case 'enter':
    case 'kill':
    case 'signal':
      return possible(MEMBERSHIP, USAGE);
    default:
      return 'no';
  }
}
