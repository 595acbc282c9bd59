/**
 * What a group and the groups below it have counted. Where the kernel counts differs: v1 in the very group of the killed process or of
 * who forked, v2 in that group and all above it (memory.events), and refused forks like v1 before Linux 6.11, like v2 since, in the
 * group whose limit was met and above; the mount options memory_localevents and pids_localevents make v2 count like v1.
 * cgroups(7), Documentation/admin-guide/cgroup-v2.rst.
 */
import { listHeld, readHeld, statHeld } from '../held.ts';
import { parseMountinfo } from '../mountinfo.ts';
import type { Directory } from './facts.ts';

/** Deeper, or more, than this is not looked into. */
const DEPTH = 6;
const DIRECTORIES = 128;

/** Decimal numbers, as facts are; null where no directory of the group has such a counter. */
interface TreeCounters {
  oomKills: string | null;
  forksRefused: string | null;
}

type Counter = keyof TreeCounters;

/** Where a version keeps it; `above`: the file that is there when the kernel already counts for the groups above. */
const COUNTERS: Record<
  Counter,
  { controller: string; file: Record<1 | 2, string>; field: string; above: string; local: string }
> = {
  oomKills: {
    controller: 'memory',
    file: { 1: 'memory.oom_control', 2: 'memory.events' },
    field: 'oom_kill',
    above: 'memory.events',
    local: 'memory_localevents',
  },
  forksRefused: {
    controller: 'pids',
    file: { 1: 'pids.events', 2: 'pids.events' },
    field: 'max',
    above: 'pids.events.local',
    local: 'pids_localevents',
  },
};

/** One group's counters over its life: what a group below it had counted when it was removed is not lost. */
export class TreeCounting {
  /** By counter: the last value of each directory, by its path and inode. */
  readonly #last: Record<Counter, Map<string, number>> = { oomKills: new Map(), forksRefused: new Map() };

  /** By counter: does the kernel count for the groups above, too? It stays so while the group is there. */
  readonly #above: Partial<Record<Counter, boolean>> = {};

  count(directories: readonly Directory[]): TreeCounters {
    return { oomKills: this.#sum('oomKills', directories), forksRefused: this.#sum('forksRefused', directories) };
  }

  #sum(counter: Counter, directories: readonly Directory[]): string | null {
    const { controller, file, field, above, local } = COUNTERS[counter];
    const at = directories.find(({ controllers }) => controllers.includes(controller));
    if (at === undefined) return null;
    const own = fieldOf(`${at.path}/${file[at.version]}`, field);
    if (own === null) return null;
    this.#above[counter] ??= at.version === 2 && isThere(`${at.path}/${above}`) && !isMountedWith(local);
    if (this.#above[counter]) return String(own);
    const last = this.#last[counter];
    for (const directory of treeBelow(at.path)) {
      const count = fieldOf(`${directory.path}/${file[at.version]}`, field);
      if (count !== null) last.set(`${directory.path} ${directory.inode}`, count);
    }
    return String([...last.values()].reduce((sum, count) => sum + count, 0));
  }
}

/** The directory itself, and those below it. */
function treeBelow(top: string): { path: string; inode: string }[] {
  const found: { path: string; inode: string }[] = [];
  const todo: [path: string, depth: number][] = [[top, 0]];
  for (let next = todo.shift(); next !== undefined && found.length < DIRECTORIES; next = todo.shift()) {
    const [path, depth] = next;
    try {
      const stat = statHeld(path);
      if (stat === null) continue;
      found.push({ path, inode: String(stat.ino) });
      // of two links none is a child's
      if (stat.nlink === 2n || depth === DEPTH) continue;
      for (const { name, isDirectory } of listHeld(path)) if (isDirectory) todo.push([`${path}/${name}`, depth + 1]);
    } catch {
      // removed meanwhile
    }
  }
  return found;
}

function fieldOf(file: string, field: string): number | null {
  const line = textOf(file)
    .split('\n')
    .find(each => each.startsWith(`${field} `));
  const value = line?.slice(field.length + 1) ?? '';
  return /^\d+$/.test(value) ? Number(value) : null;
}

function isThere(path: string): boolean {
  try {
    return statHeld(path) !== null;
  } catch {
    return false;
  }
}

function isMountedWith(option: string): boolean {
  return parseMountinfo(textOf('/proc/self/mountinfo')).some(
    ({ fstype, superOptions }) => fstype === 'cgroup2' && superOptions.includes(option),
  );
}

function textOf(path: string): string {
  try {
    return readHeld(path).toString('latin1');
  } catch {
    return '';
  }
}
