/**
 * Directories held open: what somebody mounts over one of them later hides it from every path, and not from us. A learner who mounts
 * a proc without a mount namespace of their own must not blind the workshop that should tell them.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { directoryEntries, LibcError, openAt } from './libc.ts';

interface Held {
  fd: number;
  device: number;
  inode: number;
  hidden: boolean;
  /** `performance.now()` of the last look at the path. */
  looked: number;
}

const held = new Map<string, Held>();

/** A path is asked again whether it still leads there when the last answer is older than this (ms). */
const FRESH = 20;

/** Keep this directory from now on. Once is enough; what cannot be opened is not held, and found by its path alone. */
export function hold(directory: string): void {
  if (held.has(directory)) return;
  try {
    const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    const { dev, ino } = fstatSync(fd);
    held.set(directory, { fd, device: dev, inode: ino, hidden: false, looked: Number.NEGATIVE_INFINITY });
  } catch {}
}

/** Does the path of a held directory lead somewhere else by now? */
function hides(directory: string, known: Held): boolean {
  const now = performance.now();
  if (now - known.looked < FRESH) return known.hidden;
  const seen = tryTo(() => statSync(directory));
  known.hidden = seen?.dev !== known.device || seen.ino !== known.inode;
  known.looked = now;
  return known.hidden;
}

/** The bytes of a file, also of one below a held directory that is hidden now. Throws as node:fs does, with `code`. */
export function readHeld(path: string): Buffer {
  return through(path, fd => readFileSync(fd)) ?? readFileSync(path);
}

/** What a directory holds; throws as node:fs does. */
export function listHeld(path: string): { name: string; isDirectory: boolean }[] {
  return (
    through(path, directoryEntries, constants.O_DIRECTORY) ??
    readdirSync(path, { withFileTypes: true }).map(entry => ({ name: entry.name, isDirectory: entry.isDirectory() }))
  );
}

/** What `stat` tells of a path; `uid`: its owner. */
export interface HeldStat {
  ino: bigint;
  nlink: bigint;
  uid: number;
  isDirectory: boolean;
}

/** Null where there is nothing; throws as node:fs does. */
export function statHeld(path: string): HeldStat | null {
  const stat = tryToFind(
    () =>
      through(path, fd => fstatSync(fd, { bigint: true })) ?? statSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  if (stat == null) return null;
  return { ino: stat.ino, nlink: stat.nlink, uid: Number(stat.uid), isDirectory: stat.isDirectory() };
}

function tryToFind<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A descriptor for reading, which the caller closes; throws as node:fs does. */
export function openHeld(path: string): number {
  const at = hiddenAbove(path);
  return at === null ? openSync(path, 'r') : openAt(at.fd, at.rest);
}

/** Null where the path itself still leads there. */
function through<T extends object>(path: string, use: (fd: number) => T, flags = 0): T | null {
  const at = hiddenAbove(path);
  if (at === null) return null;
  const fd = openAt(at.fd, at.rest, constants.O_RDONLY | flags);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** The lowest held directory that the path goes through, when that is hidden. */
function hiddenAbove(path: string): { fd: number; rest: string } | null {
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) {
    const known = held.get(at);
    if (known !== undefined) return hides(at, known) ? { fd: known.fd, rest: path.slice(at.length + 1) || '.' } : null;
  }
  return null;
}

function tryTo<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof LibcError || (error as NodeJS.ErrnoException).code !== undefined) return null;
    throw error;
  }
}
