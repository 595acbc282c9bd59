/**
 * Facts from a directory tree, for tests:
 *
 *     <dir>/<subject>/proc/…      files, and symbolic links as in /proc/PID
 *     <dir>/<subject>/root/…      what the subject sees below /
 *     <dir>/<subject>/ids.json    answers of `stat` ("root") and `rstat` ("/etc"): {"root": "254:0/2"}
 *     <dir>/<subject>/hostname
 *     <dir>/<absolute path>       cgroup files
 *
 * A subject without a directory is gone.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { resolveInside } from '../kernel/inside.ts';
import type { Answer, Query, Source } from './source.ts';

export class FixtureSource implements Source {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async query(items: readonly Query[]): Promise<Answer[]> {
    return items.map(item => {
      try {
        return this.#answer(item);
      } catch (error) {
        return { e: (error as NodeJS.ErrnoException).code ?? 'EIO' };
      }
    });
  }

  #answer({ kind, subject, path }: Query): Answer {
    if (kind === 'cgroup') return { v: readFileSync(join(this.#dir, path), 'latin1') };
    const home = join(this.#dir, subject);
    if (!existsSync(home)) return { e: 'ESRCH' };
    switch (kind) {
      case 'read':
        return { v: readFileSync(join(home, 'proc', path), 'latin1') };
      case 'link':
        return { v: readlinkSync(join(home, 'proc', path), 'latin1') };
      case 'hostname':
        return { v: readFileSync(join(home, 'hostname'), 'latin1') };
      case 'stat':
      case 'rstat': {
        const ids = JSON.parse(readFileSync(join(home, 'ids.json'), 'utf8')) as Record<string, string>;
        const id = ids[path];
        return id === undefined ? { e: 'ENOENT' } : { id };
      }
      case 'rlist':
        return { list: readdirSync(resolveInside(join(home, 'root'), path), 'latin1').sort() };
      case 'bytes': {
        const match = /^(\d+)\/(\d+)(\/.*)$/s.exec(path);
        if (match === null) return { e: 'EINVAL' };
        const content = readFileSync(resolveInside(join(home, 'root'), match[3] as string), 'latin1');
        return { v: content.slice(Number(match[1]), Number(match[1]) + Number(match[2])) };
      }
    }
  }
}
