/** The host's files, read by the learner's own user. */
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { resolveInside } from '../kernel/inside.ts';
import type { RootReader } from './look-up.ts';

export class HostTree implements RootReader {
  readonly #root: string;
  readonly #path: string[];

  /** `root` other than `/` is for tests: a tree that is looked at as if it were the host. */
  constructor({ root = '/', path = process.env.PATH ?? '' }: { root?: string; path?: string } = {}) {
    this.#root = root === '/' ? '' : root.replace(/\/+$/, '');
    const always = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
    this.#path = [...new Set([...path.split(':').filter(part => part.startsWith('/')), ...always])];
  }

  async stat(path: string): Promise<{ mode: number } | null> {
    try {
      return { mode: statSync(this.onHost(path)).mode };
    } catch {
      return null;
    }
  }

  async readAt(path: string, offset: number, length: number): Promise<Buffer> {
    const fd = openSync(this.onHost(path), 'r');
    try {
      // `length` may be generous: what is asked of the memory counts for the garbage collector, used or not
      const about = fstatSync(fd);
      const buffer = Buffer.alloc(about.isFile() ? Math.max(0, Math.min(length, about.size - offset)) : length);
      return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, offset));
    } finally {
      closeSync(fd);
    }
  }

  /** The path by which the host itself reaches it. */
  onHost(path: string): string {
    return this.#root === '' ? realpathSync(path) : resolveInside(this.#root, path);
  }

  /** The file behind symbolic links, as a path in the tree. */
  real(path: string): string {
    return this.onHost(path).slice(this.#root.length);
  }

  /** Executable regular files of that name on the search path, the first one first. */
  async which(name: string): Promise<string | null> {
    for (const folder of this.#path) {
      const path = posix.join(folder, name);
      const mode = (await this.stat(path))?.mode ?? 0;
      if ((mode & 0o170000) === 0o100000 && (mode & 0o111) !== 0) return path;
    }
    return null;
  }
}
