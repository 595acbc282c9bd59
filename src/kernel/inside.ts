/** Paths inside another root: followed there, never out of it. */
import { lstatSync, readlinkSync } from 'node:fs';

/** How many links a path may lead through: path_resolution(7). */
const LINKS = 40;

/**
 * The real path of an absolute path in a root; the root itself is `/`. `linkOf`: where the link at a real path leads, null when it is
 * none; it may throw. Throws ELOOP.
 */
export function followLinks(path: string, linkOf: (at: string) => string | null): string {
  const todo = path.split('/').reverse();
  let real: string[] = [];
  for (let links = 0; todo.length > 0; ) {
    const name = todo.pop();
    if (name === undefined || name === '' || name === '.') continue;
    if (name === '..') {
      real.pop();
      continue;
    }
    const target = linkOf(`/${[...real, name].join('/')}`);
    if (target === null) {
      real.push(name);
      continue;
    }
    if (++links > LINKS) throw Object.assign(new Error(`${path}: too many symbolic links`), { code: 'ELOOP' });
    if (target.startsWith('/')) real = [];
    todo.push(...target.split('/').reverse());
  }
  return `/${real.join('/')}`;
}

/** The real path of `path` below `root`, symbolic links resolved as the root's own processes would. Throws as lstat does, and ELOOP. */
export function resolveInside(root: string, path: string): string {
  const base = root.replace(/\/+$/, '');
  const real = followLinks(path, at => (lstatSync(base + at).isSymbolicLink() ? readlinkSync(base + at) : null));
  return real === '/' ? base || '/' : base + real;
}
