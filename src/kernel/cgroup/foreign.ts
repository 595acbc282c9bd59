/** Groups that are not this session's: what a learner made. Read from the file system; their files are readable for all. */
import { posix } from 'node:path';
import type { LookAnswer } from '../../protocol/wire.ts';
import { listHeld, readHeld, statHeld } from '../held.ts';
import { parseProcCgroup } from '../proc-cgroup.ts';
import { type Directory, factsOf, placedReadings, type Readings } from './facts.ts';
import type { Layout } from './layout.ts';
import { usage } from './usage.ts';

/** What lies deeper, or beyond so many directories of one hierarchy, is not found. */
const DEPTH = 16;
const DIRECTORIES = 50_000;

/** A hierarchy, and the controllers in it. */
interface Tree {
  mount: string;
  version: 1 | 2;
  controllers: string[];
}

function treesOf(layout: Layout): Tree[] {
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

/** A group by its name: one directory in each hierarchy that has it. */
export interface ForeignGroup {
  /** Path below its hierarchy: `/user.slice/mine`. */
  path: string;
  directories: (Directory & { inode: string })[];
}

/** One directory called so. */
interface Find extends Directory {
  inode: string;
  tree: string;
  relative: string;
}

/**
 * Every group called `name`, or `name` and one of systemd's endings. Directories with the same path below their hierarchies are
 * one group; on v1, so are those of hierarchies that have only one such each. `skip`: directories (absolute) not to enter.
 */
export function findGroups(layout: Layout, name: string, skip: readonly string[] = []): ForeignGroup[] {
  const names = new Set([name, `${name}.scope`, `${name}.slice`, `${name}.service`]);
  const finds = treesOf(layout).flatMap(tree => findIn(tree, names, new Set(skip)));
  const single = finds.every(a => finds.every(b => a === b || a.tree !== b.tree));
  const groups = new Map<string, Find[]>();
  for (const find of finds) {
    const key = single ? '' : find.relative;
    groups.set(key, [...(groups.get(key) ?? []), find]);
  }
  return [...groups.values()].map(group => ({
    path: group[0]?.relative ?? '/',
    directories: group.map(({ path, version, controllers, inode }) => ({ path, version, controllers, inode })),
  }));
}

function findIn({ mount, version, controllers }: Tree, names: Set<string>, skip: Set<string>): Find[] {
  const finds: Find[] = [];
  let budget = DIRECTORIES;
  const visit = (path: string, depth: number) => {
    if (depth > DEPTH || budget-- <= 0 || skip.has(path)) return;
    const stat = tryTo(() => statHeld(path));
    if (stat === null) return;
    if (depth > 0 && names.has(posix.basename(path))) {
      const relative = path.slice(mount.length);
      finds.push({ path, version, controllers, inode: String(stat.ino), tree: mount, relative });
    }
    // The kernel counts the directories in a group as links to it: of two links none is a child's.
    if (stat.nlink === 2n) return;
    for (const entry of tryTo(() => listHeld(path)) ?? []) {
      if (entry.isDirectory) visit(posix.join(path, entry.name), depth + 1);
    }
  };
  visit(mount, 0);
  return finds;
}

/** What its files say. The process list is that of the directory with most of them. */
export function readGroup(directories: readonly Directory[]): Readings {
  const readings = placedReadings(directories);
  const result = factsOf(
    readings,
    readings.map(({ path }) => answerOf(path)),
  );
  for (const { path } of directories) {
    const file = `${path}/cgroup.procs`;
    const pids = readLines(file);
    const most = result.facts['cgroup.procs'];
    if (!Array.isArray(most) || pids.length > most.length) {
      result.facts['cgroup.procs'] = pids;
      result.files['cgroup.procs'] = file;
    }
  }
  return result;
}

/** PIDs in each of its directories, by directory. */
export function membersOf(directories: readonly Directory[]): string[][] {
  return directories.map(({ path }) => readLines(`${path}/cgroup.procs`));
}

/** Quota / period of its CPU limit ("0.2"); null without one. */
export function cpuFraction(facts: Readings['facts']): string | null {
  const { cpuLimit } = usage(facts);
  return cpuLimit === null ? null : String(cpuLimit);
}

const LIMITS = ['cgroup.memory.max', 'cgroup.pids.max', 'cgroup.cpu.max'] as const;

/**
 * The facts of the group that a process is in, from the text of its /proc/PID/cgroup; its limits are the lowest from there up to,
 * and without, the first group that one of `outside` (the texts of other processes) is in or below. Null where no hierarchy has
 * such a group.
 */
export function readMembership(layout: Layout, procCgroup: string, outside: readonly string[]): Readings | null {
  const levels = treesOf(layout).flatMap(tree => {
    const path = pathIn(tree, procCgroup);
    const others = outside.flatMap(text => pathIn(tree, text) ?? []);
    const own = path === null ? [] : levelsOf(path).filter(level => !others.some(other => isAtOrAbove(level, other)));
    return own.length === 0 ? [] : [own.map(level => ({ ...tree, path: posix.join(tree.mount, level) }))];
  });
  if (levels.length === 0) return null;
  const result = readGroup(levels.flatMap(([own]) => own ?? []));
  for (const above of levels.flatMap(([, ...rest]) => rest)) {
    const { facts, files } = readGroup([above]);
    for (const key of LIMITS) {
      const [fact, file] = [facts[key], files[key]];
      if (fact === undefined || file === undefined || limitOf(facts, key) >= limitOf(result.facts, key)) continue;
      result.facts[key] = fact;
      result.files[key] = file;
    }
  }
  return result;
}

function limitOf(facts: Readings['facts'], key: (typeof LIMITS)[number]): number {
  const { memoryLimit, pidsLimit, cpuLimit } = usage(facts);
  const limit = { 'cgroup.memory.max': memoryLimit, 'cgroup.pids.max': pidsLimit, 'cgroup.cpu.max': cpuLimit }[key];
  return limit ?? Number.POSITIVE_INFINITY;
}

/** Where a process is in this hierarchy; null when it is not, or its group is gone or lies outside our view. */
function pathIn({ version, controllers }: Tree, procCgroup: string): string | null {
  const entry = parseProcCgroup(procCgroup).find(membership =>
    version === 2 ? membership.hierarchy === 0 : membership.controllers.some(name => controllers.includes(name)),
  );
  if (entry === undefined || entry.deleted || entry.path.split('/').includes('..')) return null;
  return entry.path;
}

/** `/a/b` to `/a/b`, `/a`; the top is nobody's own. */
function levelsOf(path: string): string[] {
  const levels: string[] = [];
  for (let at = path; at !== '/' && at !== '.' && at !== ''; at = posix.dirname(at)) levels.push(at);
  return levels;
}

function isAtOrAbove(path: string, other: string): boolean {
  return other === path || other.startsWith(`${path}/`);
}

function answerOf(path: string): LookAnswer {
  try {
    return { v: readHeld(path).toString('latin1') };
  } catch (error) {
    return { e: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
}

function readLines(path: string): string[] {
  const answer = answerOf(path);
  return 'v' in answer ? answer.v.split('\n').filter(line => line !== '') : [];
}

function tryTo<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
