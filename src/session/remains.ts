import { existsSync, readFileSync } from 'node:fs';
import type { Left } from '../protocol/wire.ts';
import type { CleanCounts } from './events.ts';

/** What of a session is still there, counted by looking; the helper's own count may only add to it. */
export function countRemains(
  session: { run: string; cgroups: string[]; pids: number[] },
  told: Left | null,
): CleanCounts {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return {
    mounts: mountinfo.filter(line => line.includes(session.run)).length,
    cgroups: Math.max(session.cgroups.filter(path => existsSync(path)).length, told?.cgroups ?? 0),
    processes: Math.max(session.pids.filter(pid => existsSync(`/proc/${pid}`)).length, told?.processes ?? 0),
  };
}
