/**
 * Facts from a directory tree:
 *
 *     <dir>/<subject>/proc/…      files as in /proc/PID
 *     <dir>/<subject>/links.json  answers of `link`: {"ns/uts": "uts:[4026531838]"}. No real links: tools that walk
 *                                 the tree would follow them
 *     <dir>/<subject>/root/…      what the subject sees below /
 *     <dir>/<subject>/ids.json    answers of `stat` ("root") and `rstat` ("/etc"): {"root": "254:0/2"}
 *     <dir>/<subject>/hostname
 *     <dir>/<absolute path>       cgroup files
 *
 * A subject without a directory is gone.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveInside } from '../../src/kernel/inside.ts';
import type { Answer, Query, Source } from '../../src/observe/source.ts';

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
        return valueIn(join(home, 'links.json'), path, v => ({ v }));
      case 'hostname':
        return { v: readFileSync(join(home, 'hostname'), 'latin1') };
      case 'stat':
      case 'rstat':
        return valueIn(join(home, 'ids.json'), path, id => ({ id }));
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

function valueIn(file: string, name: string, answer: (value: string) => Answer): Answer {
  const value = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)[name];
  return value === undefined ? { e: 'ENOENT' } : answer(value);
}
