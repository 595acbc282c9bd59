/** What an op can change, as a list of fact keys and predicates; here are the predicates that several rows, or a long one, use. */
import { posix } from 'node:path';
import { killsProcesses, movesProcesses, type RealFile, type Strength, written } from '../kernel/cgroup/index.ts';
import { isBelow } from '../kernel/mountinfo.ts';
import { namespaceKind } from '../kernel/namespaces.ts';
import type { Args, ArgValue } from '../protocol/wire.ts';
import type { FactKey, FactValue } from './fact-value.ts';

/** Where `rootfs.*` and `layers.*` look; `/` is where `root.entries` does. */
export interface Places {
  rootfs?: string;
  layers?: string;
}

/** A fact that is another than before. */
interface Moved {
  key: FactKey;
  after?: FactValue;
  /** The real file, where the key is a logical cgroup name. */
  file?: RealFile;
}

/** Keys, or a predicate on this change. */
export type Effect = readonly (RegExp | ((change: Moved, args: Args, places: Places) => Strength | boolean))[];

export const NOTHING: Effect = [];

export const SEEN = /^(rootfs|layers|root)\.(id|entries)$/;
export const ROOT = /^(link\..+|rootId|mounts|(rootfs|layers|root)\.(id|entries))$/;
export const CWD = /^link\.cwd$/;
export const MOUNTS = /^mounts$/;
export const GROUP_PATH = /^cgroup\.path$/;
export const NEXT_NAMESPACES = /^ns\.(pid|time)_for_children$/;

/** What else changes with a new namespace, besides its link. */
const WITH_NAMESPACE: Record<string, RegExp> = {
  mnt: MOUNTS,
  uts: /^hostname$/,
  net: /^net\.devices$/,
  user: /^(uid_map|gid_map|status\.Cap.+)$/,
  cgroup: GROUP_PATH,
};

/** Files by which the kernel is told something of the writer: proc(5). */
const KERNEL_FILES: [path: RegExp, keys: RegExp][] = [
  [/^\/proc\/(self|thread-self|\d+)\/uid_map$/, /^uid_map$/],
  [/^\/proc\/(self|thread-self|\d+)\/gid_map$/, /^gid_map$/],
  [/^\/proc\/(self|thread-self|\d+)\/comm$/, /^status\.Name$/],
  [/^\/proc\/sys\/kernel\/hostname$/, /^hostname$/],
];

/** Names appear in the directories of these paths. */
export function entries(arg: string): (change: Moved, args: Args, places: Places) => Strength | boolean {
  return ({ key }, args, places) =>
    madeIn(
      list(args[arg]).map(path => posix.dirname(path)),
      key,
      places,
    );
}

/**
 * Without a known place every op that could be about it counts as if it were. The session's own places nobody else has: what appears
 * there was made there, or at a place that a bind mount, an overlay or a link makes the same.
 */
export function madeIn(folders: readonly string[], key: string, places: Places): Strength | boolean {
  if (!key.endsWith('.entries')) return false;
  const place = placeOf(key, places);
  if (place === undefined || folders.includes(place)) return true;
  return key === 'root.entries' ? 'no' : 'elsewhere';
}

/** A write to a file by which the kernel takes orders. */
export function ofKernelFile(change: Moved, args: Args): Strength | boolean {
  const path = String(args.path);
  if (KERNEL_FILES.some(([file, keys]) => file.test(path) && keys.test(change.key))) return true;
  if (movesProcesses(path) && GROUP_PATH.test(change.key)) return true;
  if (killsProcesses(path) && endsBy(change, 'SIGKILL')) return true;
  return change.key.startsWith('cgroup.') && written(path, change);
}

/** A mount shows in its target and in what lies below. */
export function mounted({ key }: Moved, args: Args, places: Places): boolean {
  if (list(args.flags).includes('MS_MOVE')) return ROOT.test(key);
  if (key === 'mounts') return true;
  // The first mount of a hierarchy adds its line for every process: cgroups(7), /proc/pid/cgroup.
  if (GROUP_PATH.test(key)) return /^cgroup2?$/.test(String(args.fstype));
  const target = String(args.target);
  const place = placeOf(key, places);
  return SEEN.test(key) && (!target.startsWith('/') || place === undefined || isBelow(target, place));
}

/** Leaving the namespaces of these flags. */
export function namespacesLeft({ key }: Moved, { flags }: Args): boolean {
  return list(flags).some(flag => namespaceEffect(flag, key));
}

function namespaceEffect(flag: string, key: string): boolean {
  const kind = namespaceKind(flag)?.name;
  if (kind === undefined) return false;
  // The caller stays where it is in these two: only its children will be in the new one.
  const link = kind === 'pid' || kind === 'time' ? `ns.${kind}_for_children` : `ns.${kind}`;
  return key === link || (WITH_NAMESPACE[kind]?.test(key) ?? false);
}

/** The end of a process by this signal. */
export function endsBy({ key, after }: Moved, signal: string): boolean {
  return key === 'exit.signal' && after === signal;
}

function placeOf(key: string, places: Places): string | undefined {
  const [name] = key.split('.');
  return name === 'root' ? '/' : places[name as keyof Places];
}

function list(value: ArgValue | undefined): readonly string[] {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
