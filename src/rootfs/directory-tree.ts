/** A directory of the learner's that becomes a root: read by their own user, links followed inside of it. */
import { statSync } from 'node:fs';
import { resolveInside } from '../kernel/inside.ts';
import { isMountedLater, type RootReader } from './look-up.ts';

const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

export class DirectoryTree implements RootReader {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root.replace(/\/+$/, '');
  }

  /** `mode: null` where it may be there: what this user may not see, and a link into what is mounted later. */
  async stat(path: string): Promise<{ mode: number | null } | null> {
    try {
      return { mode: statSync(resolveInside(this.#root, path)).mode };
    } catch (error) {
      const { code = '', path: missing } = error as NodeJS.ErrnoException;
      if (!NOTHING.has(code)) return { mode: null };
      return missing !== undefined && isMountedLater(missing.slice(this.#root.length)) ? { mode: null } : null;
    }
  }

  async readAt(path: string): Promise<Buffer> {
    throw new Error(`${path}: only its name is looked at`);
  }
}
