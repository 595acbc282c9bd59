/**
 * Processes of one's own. A test looks below a process that it has started, or for a session of ours by its name; never at the whole
 * machine by a command line or a name, which a foreign process may have, too (test/independence.test.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { processFile, processIds, processStat } from '../../src/kernel/processes.ts';

/** Of the process that was started there: neither gone nor a zombie, which only its parent can take away. */
export function alive(pid: number): boolean {
  return !'ZX'.includes(processStat(pid)?.state ?? 'X');
}

/** SIGKILL; it may be over already. A negative number is a process group. */
export function kill(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, 'SIGKILL');
  } catch {}
}

/** Of all its threads: each has a list of those that it has started (proc_tid_children(5)). */
export function children(pid: number): number[] {
  const text = threads(pid).map(thread => readOr(`/proc/${pid}/task/${thread}/children`));
  return text.join(' ').split(/\s+/).filter(Boolean).map(Number);
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The stage of a monitor, which may have a reader beside it. */
export function stageOf(monitor: number): number | undefined {
  return children(monitor).find(pid => processStat(pid)?.name === 'lab-stage');
}

/** Its children, theirs, and so on. */
export function descendants(pid: number): number[] {
  return children(pid).flatMap(child => [child, ...descendants(child)]);
}

/** Of it and its descendants those that live and whose command line begins with these words. */
export function below(pid: number, ...words: string[]): number[] {
  return [pid, ...descendants(pid)].filter(at => isRunning(at, words));
}

/** The same of all that carry the variable `NAME=value`, which must be unique: they stay ours when their parent has died. */
export function processesWith(variable: string, ...words: string[]): number[] {
  return processIds().filter(
    pid => processFile(pid, 'environ').split('\0').includes(variable) && isRunning(pid, words),
  );
}

function isRunning(pid: number, words: string[]): boolean {
  const line = readOr(`/proc/${pid}/cmdline`).split('\0');
  return words.every((word, i) => line[i] === word) && alive(pid);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
