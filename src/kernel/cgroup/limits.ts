/** Logical limits to the writes that set them, in the order in which the kernel takes them. */

/** Logical limits. `null` takes the limit away. `memory` and `swap` in bytes, `pids` a count, `cpu` a fraction of one CPU (0.2) or a percentage ("20%"). */
export interface Limits {
  memory?: number | null;
  /** Needs `memory` beside it on v1, which limits the sum of both. */
  swap?: number | null;
  pids?: number | null;
  cpu?: number | string | null;
}

/** What this kernel has; learned after `setup` by looking at `probe()`. */
export interface Support {
  /** Swap can be limited. */
  swap: boolean;
}

/** One write: `controller` says in which directory of the group. */
interface Write {
  controller: 'memory' | 'pids' | 'cpu';
  file: string;
  value: string;
}

const PERIOD = 100_000;

/** The file that exists only where swap can be limited. */
export const SWAP_FILE = { 1: 'memory.memsw.limit_in_bytes', 2: 'memory.swap.max' } as const;

/** Writes for the memory controller of one version. Swap has to be closed before memory, or a hog survives in it. */
export function memoryWrites(version: 1 | 2, { memory, swap }: Limits, support: Support): Write[] {
  const write = (file: string, value: number | null, none: string): Write => ({
    controller: 'memory',
    file,
    value: value === null ? none : String(value),
  });
  if (version === 2) {
    return [
      ...(swap !== undefined && support.swap ? [write(SWAP_FILE[2], swap, 'max')] : []),
      ...(memory !== undefined ? [write('memory.max', memory, 'max')] : []),
    ];
  }
  const limit = memory === undefined ? [] : [write('memory.limit_in_bytes', memory, '-1')];
  if (!support.swap || memory === undefined || (swap === undefined && memory !== null)) return limit;
  // v1's second file is the sum, and the kernel wants it never below the first.
  const sum = memory === null || swap === null || swap === undefined ? null : memory + swap;
  const both = write(SWAP_FILE[1], sum, '-1');
  return memory === null ? [both, ...limit] : [...limit, both];
}

/** Both versions have the same file. */
export function pidsWrites({ pids }: Limits): Write[] {
  return pids === undefined
    ? []
    : [{ controller: 'pids', file: 'pids.max', value: pids === null ? 'max' : String(pids) }];
}

/** Throws RangeError when `cpu` is neither a number nor a percentage. */
export function cpuWrites(version: 1 | 2, { cpu }: Limits): Write[] {
  if (cpu === undefined) return [];
  const quota = cpu === null ? null : Math.round(cpuFraction(cpu) * PERIOD);
  const write = (file: string, value: string): Write => ({ controller: 'cpu', file, value });
  if (version === 2) return [write('cpu.max', quota === null ? `max ${PERIOD}` : `${quota} ${PERIOD}`)];
  return [write('cpu.cfs_period_us', String(PERIOD)), write('cpu.cfs_quota_us', quota === null ? '-1' : String(quota))];
}

function cpuFraction(cpu: number | string): number {
  const percent = typeof cpu === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(cpu.trim())?.[1] : undefined;
  const fraction = percent === undefined ? Number(cpu) : Number(percent) / 100;
  if (!Number.isFinite(fraction) || fraction < 0 || cpu === '') {
    throw new RangeError(`cpu limit "${cpu}" is neither a fraction of one CPU (0.2) nor a percentage (20%)`);
  }
  return fraction;
}
