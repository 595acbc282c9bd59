/** A directory of the learner's that becomes a root: read by their own user, links followed inside of it. */
import { lstatSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { resolveInside } from '../kernel/inside.ts';
import type { RootReader } from './look-up.ts';

const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

export class DirectoryTree implements RootReader {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** `mode: null` where it may be there: what this user may not see, and a link into what is mounted later. */
  async stat(path: string): Promise<{ mode: number | null } | null> {
    try {
      return { mode: statSync(resolveInside(this.#root, path)).mode };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      return NOTHING.has(code) && !this.#isLink(path) ? null : { mode: null };
    }
  }

  #isLink(path: string): boolean {
    try {
      return lstatSync(join(resolveInside(this.#root, posix.dirname(path)), posix.basename(path))).isSymbolicLink();
    } catch {
      return false;
    }
  }

  async readAt(path: string): Promise<Buffer> {
    throw new Error(`${path}: only its name is looked at`);
  }
}
