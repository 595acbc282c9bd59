/** Which processes there are, and whether one is still the one we knew: /proc, proc_pid_stat(5). */
import { readdirSync, readFileSync } from 'node:fs';

/** Numbers of the processes this user may see. */
export function processIds(): number[] {
  return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []));
}

export interface ProcessStat {
  /** At most 15 bytes, as the process called itself. */
  name: string;
  /** `R`, `S`, `Z` … */
  state: string;
  /** Clock ticks from the machine's start to the process's: with the PID it names one process and no later one. */
  started: string;
}

/** Fields 2, 3 and 22; null when the text is no such line. */
export function parseStat(text: string): ProcessStat | null {
  const name = /^\d+ \((.*)\) /s.exec(text);
  if (name === null) return null;
  const rest = text.slice(name[0].length).trimEnd().split(' ');
  const [state, started] = [rest[0], rest[19]];
  return state === undefined || started === undefined ? null : { name: name[1] as string, state, started };
}

/** Null when there is no such process (any more). */
export function processStat(pid: number): ProcessStat | null {
  return parseStat(readOr(`/proc/${pid}/stat`));
}

/** A file of a process that may be gone, or not ours to read: then the empty text. */
export function processFile(pid: number, file: 'cgroup' | 'environ'): string {
  return readOr(`/proc/${pid}/${file}`);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
