/** Paths inside another root: followed there, never out of it. */
import { lstatSync, readlinkSync } from 'node:fs';

/** The real path of `path` below `root`, symbolic links resolved as the root's own processes would. Throws as lstat does, and ELOOP. */
export function resolveInside(root: string, path: string): string {
  const base = root.replace(/\/+$/, '');
  const todo = path.split('/').reverse();
  let real: string[] = [];
  for (let links = 0; todo.length > 0; ) {
    const name = todo.pop();
    if (name === undefined || name === '' || name === '.') continue;
    if (name === '..') {
      real.pop();
      continue;
    }
    const at = [base, ...real, name].join('/');
    if (!lstatSync(at).isSymbolicLink()) {
      real.push(name);
      continue;
    }
    if (++links > 40) throw Object.assign(new Error(`${path}: too many symbolic links`), { code: 'ELOOP' });
    const target = readlinkSync(at);
    if (target.startsWith('/')) real = [];
    todo.push(...target.split('/').reverse());
  }
  return [base, ...real].join('/') || '/';
}
