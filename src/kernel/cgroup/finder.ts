/**
 * Finds groups by their name, whoever made them and wherever, without walking over all groups at each look: a machine may have
 * thousands. At each look the likely places are asked; a walk over the rest goes a few directories further.
 */
import { posix } from 'node:path';
import { type HeldStat, listHeld, readHeld, statHeld } from '../held.ts';
import type { Directory } from './facts.ts';
import type { Layout } from './layout.ts';
import { pathIn, type Tree, treesOf } from './trees.ts';

/** What lies deeper, or beyond so many directories of one hierarchy, is not found. */
const DEPTH = 16;
const DIRECTORIES = 50_000;

/** Directories that the walk visits every fourth look; a new walk begins not sooner than this (ms). */
const STRIDE = 24;
const STRIDE_EVERY = 4;
const ROUND = 10_000;

/** New directories below the likely places that are likely places, too. */
const NEW_PLACES = 64;
/** A directory with more links than this is listed at most so often (ms): others may make groups there all the time. */
const LARGE = 200;
const LISTED_EVERY = 1000;

/** A group by its name: one directory in each hierarchy that has it. */
export interface ForeignGroup {
  /** Path below its hierarchy: `/user.slice/mine`. */
  path: string;
  /** `owner`: UID of whoever owns it, most often who made it. */
  directories: (Directory & { inode: string; owner: number })[];
}

/** One directory called so. */
interface Find extends Directory {
  inode: string;
  owner: number;
  tree: string;
  relative: string;
}

/** A likely place: what lay in it when it was listed last. */
interface Listed {
  links: bigint;
  inode: bigint;
  children: ReadonlySet<string>;
  at: number;
}

export class GroupFinder {
  readonly #trees: Tree[];
  readonly #names: string[];
  readonly #skip: () => readonly string[];
  /** Found once: path and hierarchy. */
  readonly #finds = new Map<string, Tree>();
  readonly #places = new Map<string, Listed>();
  readonly #newPlaces = new Map<string, Tree>();
  #walk: Iterator<void> | null = null;
  #walkedAt = 0;
  #looks = 0;

  /** Groups called `name`, or `name` and one of systemd's endings. `skip`: directories (absolute) not to enter. */
  constructor(layout: Layout, name: string, skip: () => readonly string[] = () => []) {
    this.#trees = treesOf(layout);
    this.#names = namesOf(name);
    this.#skip = skip;
  }

  /** A walk over everything. */
  all(): ForeignGroup[] {
    for (const _ of this.#everything());
    for (const tree of this.#trees) this.#visit(tree, tree.mount);
    return this.#found();
  }

  /** `memberships`: the texts of /proc/PID/cgroup of processes whose groups, and those above them, are likely places. */
  look(memberships: readonly string[]): ForeignGroup[] {
    for (const tree of this.#trees) for (const place of placesOf(tree, memberships)) this.#visit(tree, place);
    for (const [place, tree] of this.#newPlaces) if (!this.#visit(tree, place)) this.#newPlaces.delete(place);
    this.#goOn();
    return this.#found();
  }

  /** False when it is not there. */
  #visit(tree: Tree, place: string): boolean {
    const stat = statOf(place);
    if (stat === null) {
      this.#places.delete(place);
      return false;
    }
    // nothing was made in it, or as much as was removed: then the name itself is asked for, without systemd's endings
    const known = this.#places.get(place);
    const isSame = known !== undefined && known.inode === stat.ino && known.links === stat.nlink;
    for (const name of isSame ? this.#names.slice(0, 1) : this.#names) {
      const path = posix.join(place, name);
      if (!this.#finds.has(path) && statOf(path) !== null) this.#finds.set(path, tree);
    }
    this.#list(tree, place, stat);
    return true;
  }

  /** What was made in it since the last time is a likely place: the kernel counts the directories in a group as links to it. */
  #list(tree: Tree, place: string, { nlink, ino }: { nlink: bigint; ino: bigint }): void {
    const known = this.#places.get(place);
    const now = performance.now();
    const isSame = known !== undefined && known.inode === ino;
    if (isSame && (known.links === nlink || (nlink > LARGE && now - known.at < LISTED_EVERY))) return;
    const children = new Set(directoriesIn(place));
    this.#places.set(place, { links: nlink, inode: ino, children, at: now });
    if (!isSame && !this.#newPlaces.has(place)) return;
    for (const child of children) {
      const path = posix.join(place, child);
      if (known?.children.has(child) || this.#newPlaces.size >= NEW_PLACES || this.#skip().includes(path)) continue;
      this.#newPlaces.set(path, tree);
      this.#visit(tree, path);
    }
  }

  #goOn(): void {
    if (this.#looks++ % STRIDE_EVERY > 0) return;
    if (this.#walk === null && performance.now() - this.#walkedAt < ROUND) return;
    this.#walk ??= this.#everything();
    for (let i = 0; i < STRIDE; i++) {
      if (!this.#walk.next().done) continue;
      this.#walk = null;
      this.#walkedAt = performance.now();
      return;
    }
  }

  /** One directory a turn. */
  *#everything(): Generator<void> {
    for (const tree of this.#trees) {
      const todo: [path: string, depth: number][] = [[tree.mount, 0]];
      for (let budget = DIRECTORIES; budget > 0; budget--) {
        const [path, depth] = todo.pop() ?? [null, 0];
        if (path === null) break;
        yield;
        const stat = this.#skip().includes(path) ? null : statOf(path);
        if (stat === null) continue;
        if (depth > 0 && this.#names.includes(posix.basename(path))) this.#finds.set(path, tree);
        // of two links none is a child's
        if (stat.nlink === 2n || depth === DEPTH) continue;
        for (const child of directoriesIn(path)) todo.push([posix.join(path, child), depth + 1]);
      }
    }
  }

  /**
   * Those that are there. Directories with the same path below their hierarchies are one group; on v1, so are those of hierarchies
   * that have only one such each.
   */
  #found(): ForeignGroup[] {
    const skip = this.#skip();
    const finds = [...this.#finds].flatMap(([path, tree]): Find[] => {
      const stat = statOf(path);
      if (stat === null) this.#finds.delete(path);
      if (stat === null || skip.some(own => path === own || path.startsWith(`${own}/`))) return [];
      const { mount, version, controllers } = tree;
      const [inode, owner] = [String(stat.ino), stat.uid];
      return [{ path, version, controllers, inode, owner, tree: mount, relative: path.slice(mount.length) }];
    });
    finds.sort((a, b) => this.#order(a) - this.#order(b) || (a.path < b.path ? -1 : 1));
    const single = finds.every(a => finds.every(b => a === b || a.tree !== b.tree));
    const groups = new Map<string, Find[]>();
    for (const find of finds) {
      const key = single ? '' : find.relative;
      groups.set(key, [...(groups.get(key) ?? []), find]);
    }
    return [...groups.values()].map(group => ({
      path: group[0]?.relative ?? '/',
      directories: group.map(({ tree: _, relative: __, ...directory }) => directory),
    }));
  }

  #order({ tree }: Find): number {
    return this.#trees.findIndex(({ mount }) => mount === tree);
  }
}

/** Is a group called so at the top of a hierarchy, or where this program is, or above? With systemd's endings, too. */
export function isGroupThere(layout: Layout, name: string): boolean {
  let own = '';
  try {
    own = readHeld('/proc/self/cgroup').toString('latin1');
  } catch {}
  return treesOf(layout).some(tree =>
    [...placesOf(tree, [own])].some(place => namesOf(name).some(each => statOf(posix.join(place, each)) !== null)),
  );
}

function namesOf(name: string): string[] {
  return ['', '.scope', '.slice', '.service'].map(ending => `${name}${ending}`);
}

/** The top of the hierarchy, and every group from there to those that the processes are in. */
function placesOf(tree: Tree, memberships: readonly string[]): Set<string> {
  const places = new Set([tree.mount]);
  for (const text of memberships)
    for (let at = pathIn(tree, text) ?? '/'; at !== '/' && at !== '.'; at = posix.dirname(at))
      places.add(posix.join(tree.mount, at));
  return places;
}

function statOf(path: string): HeldStat | null {
  try {
    const stat = statHeld(path);
    return stat?.isDirectory ? stat : null;
  } catch {
    return null;
  }
}

function directoriesIn(path: string): string[] {
  try {
    return listHeld(path).flatMap(entry => (entry.isDirectory ? entry.name : []));
  } catch {
    return [];
  }
}
