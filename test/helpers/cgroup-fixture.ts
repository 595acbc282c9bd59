/** Reads a tree below test/fixtures/cgroup as if it were this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHierarchy, type Delegated, detect, type Hierarchy } from '../../src/kernel/cgroup/index.ts';
import type { LayoutReader } from '../../src/kernel/cgroup/layout.ts';
import type { LookAnswer } from '../../src/protocol/wire.ts';

export type Tree = 'v1' | 'v2' | 'hybrid' | 'hidden' | 'read-only' | 'none';

function folder(tree: Tree): string {
  return fileURLToPath(new URL(`../fixtures/cgroup/${tree}/`, import.meta.url));
}

export function readerOf(tree: Tree): LayoutReader {
  const types = JSON.parse(readFileSync(join(folder(tree), 'statfs.json'), 'utf8')) as Record<string, string>;
  return {
    readFile: path => readFileSync(join(folder(tree), path), 'utf8'),
    statfsType: path => {
      const type = types[path];
      if (type === undefined) throw Object.assign(new Error(`statfs ${path}`), { code: 'ENOENT' });
      return Number.parseInt(type, 16);
    },
  };
}

export function hierarchyOf(tree: Tree, delegated: Delegated | null = null): Hierarchy {
  return createHierarchy(detect(readerOf(tree)), { delegated });
}

/** What the helper would answer to `look`. */
export function answersFrom(tree: Tree, items: readonly string[]): LookAnswer[] {
  return items.map(item => {
    try {
      return { v: readFileSync(join(folder(tree), item.slice('cgroup::'.length)), 'latin1') };
    } catch (error) {
      return { e: (error as NodeJS.ErrnoException).code ?? 'EIO' };
    }
  });
}
