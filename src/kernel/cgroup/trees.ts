/** The hierarchies of this machine, and where a process is in each: cgroups(7). */
import { parseProcCgroup } from '../proc-cgroup.ts';
import type { Layout } from './layout.ts';

/** A hierarchy, and the controllers in it. */
export interface Tree {
  mount: string;
  version: 1 | 2;
  controllers: string[];
}

/** Each hierarchy once, in the order of the controllers; the v2 one last where it has none. */
export function treesOf(layout: Layout): Tree[] {
  const trees = new Map<string, Tree>();
  for (const [name, { version, mount }] of Object.entries(layout.controllers)) {
    const tree = trees.get(mount);
    if (tree) tree.controllers.push(name);
    else trees.set(mount, { mount, version, controllers: [name] });
  }
  if (layout.unified !== null && !trees.has(layout.unified)) {
    trees.set(layout.unified, { mount: layout.unified, version: 2, controllers: [] });
  }
  return [...trees.values()];
}

/** Where a process is in this hierarchy; null when it is not, or its group is gone or lies outside our view. */
export function pathIn({ version, controllers }: Tree, procCgroup: string): string | null {
  const entry = parseProcCgroup(procCgroup).find(membership =>
    version === 2 ? membership.hierarchy === 0 : membership.controllers.some(name => controllers.includes(name)),
  );
  if (entry === undefined || entry.deleted || entry.path.split('/').includes('..')) return null;
  return entry.path;
}
