/** What is known of a refused call, and how the limits of the machine are read. */
import { readdirSync } from 'node:fs';
import { readHeld } from './held.ts';

export interface Exhausted {
  /** The setting and its value, as they are read. */
  found: string;
  todo: string;
}

/** How the files are read; a test gives others. */
export interface LimitReader {
  /** Null when the file cannot be read. */
  read(path: string): string | null;
  /** Names in a directory; none when it cannot be read. */
  list(path: string): string[];
}

export interface RefusedCall {
  /** As the kernel knows it, by its name. */
  call: string;
  errno: string;
  /** What the call was about: flags, a path. */
  about: string;
  /** Text of the mountinfo of the process that made it, where that could be read: without it only `mounts` counts. */
  mountinfo?: string | null;
  /** How many mounts it was about to make; one when left out. */
  mounts?: number;
}

/** Reads the limits of this machine. */
export const systemLimits: LimitReader = {
  read(path) {
    try {
      return readHeld(path).toString('latin1');
    } catch {
      return null;
    }
  },
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
};

/** proc_pid_limits(5); null where there is none. */
export function softLimit(read: LimitReader['read'], name: string): number | null {
  const value = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(read('/proc/self/limits') ?? '')?.[1];
  return value === undefined ? null : Number(value);
}

export function numberIn(text: string | null): number | null {
  const number = Number((text ?? '').trim() || Number.NaN);
  return Number.isFinite(number) ? number : null;
}
