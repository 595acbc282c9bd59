/** Which PIDs have been handed out lately: the kernel hands them out in turn, from 300 up to pid_max and again (kernel/pid.c). */
import { readHeld } from './held.ts';

/** The first turn begins at 1, all later ones here: RESERVED_PIDS. */
const AFTER_A_TURN = 300;

/** First and last of them. */
export type PidRange = [first: number, last: number];

/** Those handed out after `before`, when `now` is the last one. */
export function pidsBetween(before: number, now: number, max: number): PidRange[] {
  if (now === before) return [];
  if (now > before) return [[before + 1, now]];
  const ranges: PidRange[] = [
    [before + 1, max - 1],
    [AFTER_A_TURN, now],
  ];
  return ranges.filter(([first, last]) => first <= last);
}

/** How many there are in it. */
export function countOf(ranges: readonly PidRange[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** The PID handed out last: proc_sys_kernel(5), or the last field of proc_loadavg(5). Null where neither is told. */
export function lastPid(): number | null {
  return numberIn('/proc/sys/kernel/ns_last_pid') ?? numberIn('/proc/loadavg');
}

/** No PID is as high; the kernel's own first value where it does not tell. */
export function pidMax(): number {
  return numberIn('/proc/sys/kernel/pid_max') ?? 32768;
}

/** The last number of a file. */
function numberIn(path: string): number | null {
  try {
    const found = /(\d+)\s*$/.exec(readHeld(path).toString('latin1'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}
