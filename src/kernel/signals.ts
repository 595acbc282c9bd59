/** What a process would do with a signal: the masks of /proc/PID/status (proc_pid_status(5)), and what the kernel makes of them (signal(7), pid_namespaces(7)). */

/** Its number on every architecture that we know. */
const SIGTERM = 15;

/**
 * `handles`: it has a handler, or blocks the signal and may read it (signalfd(2)). `dies`: the default action ends it. `ignores`: it
 * ignores the signal, or is PID 1 of its namespace without a handler, for which the kernel drops it, whoever sends it.
 */
export type Reaction = 'handles' | 'dies' | 'ignores';

/** `status`: by field, as `parseStatus` returns them. A mask that is not there counts as empty. */
export function reactionToSigterm(status: Readonly<Record<string, string>>): Reaction {
  if (has(status.SigCgt, SIGTERM) || has(status.SigBlk, SIGTERM)) return 'handles';
  const pids = status.NSpid?.split(/\s+/) ?? [];
  const isInit = pids.length > 1 && pids.at(-1) === '1';
  return isInit || has(status.SigIgn, SIGTERM) ? 'ignores' : 'dies';
}

/** Bit 0 is signal 1. */
function has(mask: string | undefined, signal: number): boolean {
  if (mask === undefined || !/^[0-9a-f]{1,16}$/i.test(mask)) return false;
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
