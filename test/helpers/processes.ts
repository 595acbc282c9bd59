/**
 * Processes of one's own. A test looks below a process that it has started, or for a session of ours by its name; never at the whole
 * machine by a command line or a name, which a stranger may have, too (test/independence.test.ts).
 */
import { readFileSync } from 'node:fs';
import { processFile, processIds, processStat } from '../../src/kernel/processes.ts';

/** Of the process that was started there: neither gone nor a zombie, which only its parent can take away. */
export function alive(pid: number): boolean {
  return !'ZX'.includes(processStat(pid)?.state ?? 'X');
}

/** SIGKILL; it may be over already. A negative number is a process group. */
export function strike(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, 'SIGKILL');
  } catch {}
}

export function children(pid: number): number[] {
  const text = readOr(`/proc/${pid}/task/${pid}/children`);
  return text.split(/\s+/).filter(Boolean).map(Number);
}

/** Its children, theirs, and so on. */
export function descendants(pid: number): number[] {
  return children(pid).flatMap(child => [child, ...descendants(child)]);
}

/** Of its descendants those that live and whose command line begins with these words. */
export function below(pid: number, ...words: string[]): number[] {
  return descendants(pid).filter(at => isRunning(at, words));
}

/** The same of all whose environment names `NAME=value`: they stay ours when the parent has died. */
export function carrying(variable: string, ...words: string[]): number[] {
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
