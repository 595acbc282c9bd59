/** What the files of groups say that are not this session's; they are readable for all. */
import { posix } from 'node:path';
import type { LookAnswer } from '../../protocol/wire.ts';
import { readHeld } from '../held.ts';
import { type Directory, factsOf, type GroupSnapshot, placedFiles } from './facts.ts';
import type { Layout } from './layout.ts';
import { pathIn, treesOf } from './trees.ts';
import { usage } from './usage.ts';

/** What its files say. The process list is that of the directory with most of them. */
export function readGroup(directories: readonly Directory[]): GroupSnapshot {
  const files = placedFiles(directories);
  const result = factsOf(
    files,
    files.map(({ path }) => answerOf(path)),
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
export function cpuFraction(facts: GroupSnapshot['facts']): string | null {
  const { cpuLimit } = usage(facts);
  return cpuLimit === null ? null : String(cpuLimit);
}

const LIMITS = ['cgroup.memory.max', 'cgroup.pids.max', 'cgroup.cpu.max'] as const;

/**
 * The facts of the group that a process is in, from the text of its /proc/PID/cgroup; its limits are the lowest from there up to,
 * and without, the first group that one of `outside` (the texts of other processes) is in or below. Null where no hierarchy has
 * such a group.
 */
export function readMembership(layout: Layout, procCgroup: string, outside: readonly string[]): GroupSnapshot | null {
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

function limitOf(facts: GroupSnapshot['facts'], key: (typeof LIMITS)[number]): number {
  const { memoryLimit, pidsLimit, cpuLimit } = usage(facts);
  const limit = { 'cgroup.memory.max': memoryLimit, 'cgroup.pids.max': pidsLimit, 'cgroup.cpu.max': cpuLimit }[key];
  return limit ?? Number.POSITIVE_INFINITY;
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
