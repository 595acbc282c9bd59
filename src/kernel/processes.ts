/** Which processes there are, and whether one is still the one we knew: /proc, proc_pid_stat(5). */
import { writeFileSync } from 'node:fs';
import { listHeld, readHeld } from './held.ts';

/** Numbers of the processes this user may see. */
export function processIds(): number[] {
  return listHeld('/proc').flatMap(({ name }) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

interface ProcessStat {
  /** At most 15 bytes, as the process called itself. */
  name: string;
  /** `R`, `S`, `Z` … */
  state: string;
  /**
   * It has begun to end, or has ended (PF_EXITING of the kernel's sched.h; Z, X): from here on the kernel takes its memory, root,
   * namespaces away one by one, while `state` may still be R.
   */
  ending: boolean;
  parent: number;
  /** Clock ticks from the machine's start to the process's: with the PID it names one process and no later one. */
  started: string;
}

const PF_EXITING = 0x4;

/** Fields 2, 3, 4, 9 and 22; null when the text is no such line. */
export function parseStat(text: string): ProcessStat | null {
  const name = /^\d+ \((.*)\) /s.exec(text);
  if (name === null) return null;
  const rest = text.slice(name[0].length).trimEnd().split(' ');
  const [state, parent, flags, started] = [rest[0], rest[1], rest[6], rest[19]];
  if (state === undefined || parent === undefined || started === undefined) return null;
  const ending = state === 'Z' || state === 'X' || (Number(flags) & PF_EXITING) !== 0;
  return { name: name[1] as string, state, ending, parent: Number(parent), started };
}

/** Null when there is no such process (any more). */
export function processStat(pid: number): ProcessStat | null {
  return parseStat(readOr(`/proc/${pid}/stat`));
}

/** Has our process group its terminal, so that it may read it? Fields 5 and 8 of our stat. True where there is no terminal. */
export function inForeground(): boolean {
  const text = readOr('/proc/self/stat');
  const [, , group, , , foreground = '-1'] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return foreground === '-1' || group === foreground;
}

/** Is `ancestor` the process itself, or above it? */
export function descendsFrom(pid: number, ancestor: number): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 0; at = processStat(at)?.parent) {
    if (at === ancestor) return true;
  }
  return false;
}

/** A file of a process that may be gone, or not ours to read: then the empty text. */
export function processFile(pid: number, file: 'cgroup' | 'environ'): string {
  return readOr(`/proc/${pid}/${file}`);
}

/** What the kernel has while nobody has logged in: (uid_t)-1. */
const NO_LOGIN = 4294967295;

/**
 * The UID with which somebody logged in, kept by sudo(8), su(1) and daemons of one's own (proc_pid_loginuid(5)); null when there was
 * no login, when the process is gone, or when this kernel does not tell.
 */
export function loginOf(pid: number | 'self'): number | null {
  const text = readOr(`/proc/${pid}/loginuid`);
  return /^\d+$/.test(text) && Number(text) !== NO_LOGIN ? Number(text) : null;
}

/** The name that others see of this program, proc_pid_comm(5): at most 15 bytes. Where it cannot be set it stays. */
export function callOurselves(name: string): void {
  try {
    writeFileSync('/proc/self/comm', name);
  } catch {}
}

/** Its real user; null when it is gone. */
export function userOf(pid: number): number | null {
  const uid = /^Uid:\t(\d+)/m.exec(readOr(`/proc/${pid}/status`))?.[1];
  return uid === undefined ? null : Number(uid);
}

function readOr(path: string): string {
  try {
    return readHeld(path).toString('latin1');
  } catch {
    return '';
  }
}
