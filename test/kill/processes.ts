/** What the tests kill, and what they look at afterwards. */
import { readFileSync } from 'node:fs';
import { parseNetDevices } from '../../src/kernel/netdev.ts';

/** Names of the host's network devices. */
export function devices(): string[] {
  return parseNetDevices(readFileSync('/proc/net/dev', 'utf8'));
}

/** SIGKILL; it may be over already. A negative number is a process group. */
export function strike(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, 'SIGKILL');
  } catch {}
}

export function children(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The stage of a monitor, which has a reader beside it. */
export function stageOf(monitor: number): number | undefined {
  const comm = (pid: number): string => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8');
    } catch {
      return '';
    }
  };
  return children(monitor).find(pid => comm(pid) === 'lab-stage\n');
}

/** Its children, theirs, and so on. */
export function descendants(pid: number): number[] {
  return children(pid).flatMap(child => [child, ...descendants(child)]);
}
