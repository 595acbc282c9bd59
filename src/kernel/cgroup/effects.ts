/** Which cgroup facts move by themselves, and how a request can move them. For attribution. Pure. */
import type { Args } from '../../protocol/wire.ts';
import type { RealFile } from './facts.ts';

/** What the processes inside do moves these: they use memory, fork, end. */
const GAUGE = /^cgroup\.(memory\.current|pids\.current)$/;
const MEMBERSHIP = /^cgroup\.(procs|events\.populated)$/;
/** What the kernel counts: time, refusals, kills, the highest reading. */
const COUNTER = /^cgroup\.(memory\.(peak|events\.\w+)|pids\.events\.\w+|cpu\.stat\.\w+|cpuacct\.usage)$/;
const FREEZING = /^cgroup\.(freeze|events\.frozen|freezer\.state)$/;
/** What a new limit may move. It makes no higher reading than there was. */
const MEMORY = /^cgroup\.memory\.(?!peak$)/;

/**
 * `exact`: the request wrote this very file or made the group; `possible`: it may have moved the fact; `elsewhere`: only if what it
 * touched is seen at two places; `no`.
 */
export type Strength = 'exact' | 'possible' | 'elsewhere' | 'no';

/** A fact of a group: its logical key, and `file` as in `GroupSnapshot.files`. */
interface GroupFact {
  key: string;
  file?: RealFile;
}

const OOM_KILL = 'cgroup.memory.events.oom_kill';

/** A reading that moves all the time while a program runs: memory, tasks, CPU time, the list of processes. */
export function isUsageKey(key: string): boolean {
  return key !== OOM_KILL && (GAUGE.test(key) || MEMBERSHIP.test(key) || COUNTER.test(key));
}

/** What is so now, by what the processes inside have done: memory and tasks in use, the list of processes. */
export function isGauge(key: string): boolean {
  return GAUGE.test(key) || MEMBERSHIP.test(key);
}

/** A group appeared or went, with all its files. */
export function groupMade({ file }: GroupFact, { path }: Args): Strength {
  return filesOf(file).some(name => name.startsWith(`${String(path)}/`)) ? 'exact' : 'no';
}

/** A control file was written. */
export function controlWritten({ key, file }: GroupFact, { path, file: name }: Args): Strength {
  return written(`${String(path)}/${String(name)}`, { key, ...(file === undefined ? {} : { file }) });
}

/** A file by its whole path; it may be none of a group. */
export function written(path: string, { key, file }: GroupFact): Strength {
  if (filesOf(file).includes(path)) return 'exact';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('memory.')) return possible(key, MEMORY);
  if (name === 'cgroup.freeze' || name === 'freezer.state') return possible(key, FREEZING);
  if (name === 'cgroup.kill' || name === 'cgroup.procs' || name === 'tasks') return membersMoved({ key });
  return 'no';
}

/** Controllers were handed down: what a parent passes on appears in its children as new files. */
export function controllersGiven({ key, file }: GroupFact, { path }: Args): Strength {
  const files = filesOf(file);
  if (files.includes(`${String(path)}/cgroup.subtree_control`)) return 'exact';
  return files.some(name => name.startsWith(`${String(path)}/`)) && !isUsageKey(key) ? 'possible' : 'no';
}

/** A process was put into the group. */
export function joined({ key }: GroupFact): Strength {
  return MEMBERSHIP.test(key) ? 'exact' : possible(key, GAUGE);
}

/** A process came, ended or was told to. */
export function membersMoved({ key }: GroupFact): Strength {
  return possible(key, MEMBERSHIP, GAUGE);
}

/** A process has taken or given back memory. */
export function memoryMoved({ key }: GroupFact): Strength {
  return key === 'cgroup.memory.current' ? 'possible' : 'no';
}

/** Does this file say who is in a group? */
export function movesProcesses(path: string): boolean {
  return /\/(cgroup\.procs|cgroup\.threads|tasks)$/.test(path);
}

/** Does it end all who are in a group? cgroups(7) does not have it: Documentation/admin-guide/cgroup-v2.rst. */
export function killsProcesses(path: string): boolean {
  return path.endsWith('/cgroup.kill');
}

function possible(key: string, ...patterns: RegExp[]): Strength {
  return patterns.some(pattern => pattern.test(key)) ? 'possible' : 'no';
}

/** One fact may be made of several files. */
export function filesOf(file: RealFile | undefined): string[] {
  return file === undefined ? [] : [file].flat();
}
