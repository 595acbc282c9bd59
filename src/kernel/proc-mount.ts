/** Is a proc mounted on /proc, and one that shows us? What covers it can then be told by statfs(2) alone: mountinfo lies below. */
import { readlinkSync, statfsSync, statSync } from 'node:fs';

/** Why nothing can be read of /proc: a sentence, and what takes it back. */
export interface ProcObstacle {
  kind: 'covered' | 'another' | 'outer' | 'none';
  found: string;
  todo: string;
}

/** How /proc is looked at; a test gives others. */
export interface ProcReader {
  /** Throws when there is no such link. */
  readlink(path: string): string;
  /** The `f_type` of statfs(2). */
  statfsType(path: string): number;
  device(path: string): number;
  /** What getpid(2) says. */
  pid: number;
}

const PROC = 0x9fa0;
/** The usual ones, by statfs(2)'s `f_type`. */
const NAMES: Record<number, string> = { 16914836: 'tmpfs', 2240043254: 'ramfs', 2035054128: 'overlay', 61267: 'ext4' };

/** Null where a proc is there and shows this process. */
export function procObstacle(read: ProcReader = realReader): ProcObstacle | null {
  const type = tryTo(() => read.statfsType('/proc'));
  const self = tryTo(() => read.readlink('/proc/self'));
  if (type === PROC && self === String(read.pid)) return null;
  if (type === PROC && self !== null)
    return {
      kind: 'outer',
      found: `the proc on /proc is that of an outer PID namespace: this process has the number ${read.pid}, and is ${self} there`,
      todo: 'start it where /proc shows its own PID namespace: unshare --pid --fork --mount-proc',
    };
  if (type === PROC)
    return {
      kind: 'another',
      found: 'the proc on /proc is that of another PID namespace, in which this process is not',
      todo: 'umount /proc',
    };
  if (type !== null && read.device('/proc') !== read.device('/')) {
    const name = NAMES[type] ?? `a file system of type 0x${type.toString(16)}`;
    return { kind: 'covered', found: `${name} is mounted over /proc`, todo: 'umount /proc' };
  }
  // a directory of the same file system may be bound there: only umount(2) can tell
  return { kind: 'none', found: 'there is no proc on /proc', todo: 'umount /proc || mount -t proc proc /proc' };
}

const realReader: ProcReader = {
  readlink: path => readlinkSync(path),
  statfsType: path => Number(statfsSync(path).type),
  device: path => statSync(path).dev,
  pid: process.pid,
};

function tryTo<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
