/** After a monitor that was killed: the helper's own `clean`, with the rights the monitor had, and without asking for a password. */
import { setTimeout as pause } from 'node:timers/promises';
import { processStat } from '../kernel/processes.ts';
import { runHelperOnce } from './launch.ts';
import type { Launch } from './plan-launch.ts';

const DEATH_MS = 3000;

/**
 * Waits for the monitor's end first: sudo alone may have been killed, and then the monitor, at the end of its input, cleans up
 * by itself. A sweep that cannot be made is left to `container-lab clean` and to the next start.
 */
export async function sweepAfter(monitor: number, { privilege }: Pick<Launch, 'privilege'>): Promise<void> {
  const end = performance.now() + DEATH_MS;
  while (lives(monitor) && performance.now() < end) await pause(5);
  await runHelperOnce('clean', { asRoot: privilege === 'sudo', interactive: false }).catch(() => {});
}

function lives(pid: number): boolean {
  const stat = processStat(pid);
  return stat !== null && stat.name === 'lab-monitor' && stat.state !== 'Z' && stat.state !== 'X';
}
