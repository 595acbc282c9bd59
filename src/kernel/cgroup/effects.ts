/** Which cgroup facts move by themselves, and which requests can move them. For attribution. */
import type { WireRequest } from '../../protocol/wire.ts';

/** A reading that a running program moves (memory, pids, CPU time). */
export function isUsageKey(_key: string): boolean {
  throw new Error('being written');
}

/** A counter that the kernel moves by its own decision (an OOM kill). */
export function isKernelKey(_key: string): boolean {
  throw new Error('being written');
}

/** `exact`: the request wrote this very file; `possible`: it may have moved the fact; `no`. `file` as in `Readings.files`. */
export function cgroupEffect(
  _request: WireRequest,
  _key: string,
  _file: string | undefined,
): 'exact' | 'possible' | 'no' {
  throw new Error('being written');
}
