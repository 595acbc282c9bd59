/** What each op can change of its subject's facts: one row for every op of the helper, from what its C does. */
import { posix } from 'node:path';
import {
  controllersGiven,
  controlWritten,
  groupMade,
  joined,
  killsProcesses,
  membersMoved,
  memoryMoved,
  movesProcesses,
  type Strength,
  written,
} from '../kernel/cgroup/index.ts';
import { isBelow } from '../kernel/mountinfo.ts';
import { namespaceKind } from '../kernel/namespaces.ts';
import type { OpName } from '../protocol/ops.gen.ts';
import type { Args, ArgValue } from '../protocol/wire.ts';
import type { Change } from './diff.ts';

/** Where `rootfs.*` and `layers.*` look; `/` is where `root.entries` does. */
export interface Places {
  rootfs?: string;
  layers?: string;
}

/** Keys, or a question about this change. Nobody's, of an op that changes nothing that is seen in snapshots. */
export type Effect = readonly (RegExp | ((change: Change, args: Args, places: Places) => Strength | boolean))[];

const NOTHING: Effect = [];

const SEEN = /^(rootfs|layers|root)\.(id|entries)$/;
const ROOT = /^(link\..+|rootId|mounts|(rootfs|layers|root)\.(id|entries))$/;
const CWD = /^link\.cwd$/;
const MOUNTS = /^mounts$/;
const GROUP_PATH = /^cgroup\.path$/;
const NEXT_NAMESPACES = /^ns\.(pid|time)_for_children$/;

export const EFFECTS: Record<OpName, Effect> = {
  // They ask, or are about channels and the session.
  hello: NOTHING,
  look: NOTHING,
  scan: NOTHING,
  wait: NOTHING,
  winsize: NOTHING,
  input: NOTHING,
  quit: NOTHING,
  // What runs from here on is the program's doing.
  release: NOTHING,
  // A new subject has no snapshot before, and who is dropped is seen in snapshots no more.
  spawn: NOTHING,
  drop: NOTHING,

  'mkdir-cgroup': [groupMade],
  'rmdir-cgroup': [groupMade, GROUP_PATH],
  'enable-controllers': [controllersGiven],
  'write-cgroup': [
    controlWritten,
    (change, args) => killsProcesses(`${String(args.path)}/${String(args.file)}`) && endsBy(change, 'SIGKILL'),
  ],
  join: [joined, GROUP_PATH],

  signal: [membersMoved, (change, args) => endsBy(change, String(args.sig))],
  kill: [membersMoved, change => endsBy(change, 'SIGKILL')],
  // The kernel sends it to who had the terminal: signal(7), SIGHUP.
  hangup: [membersMoved, change => endsBy(change, 'SIGHUP')],
  enter: [membersMoved],

  mount: [mounted],
  'mount-proc': [MOUNTS, SEEN],
  umount: [ROOT],
  chroot: [ROOT],
  pivot_root: [ROOT],
  chdir: [CWD],
  'fchdir-root': [CWD],
  'open-root': NOTHING,
  'close-root': NOTHING,
  'make-dev': [MOUNTS, SEEN],
  'protect-proc': [MOUNTS],

  unshare: [({ key }, args) => list(args.flags).some(flag => namespaceEffect(flag, key))],
  // The child is another process: it is in the namespaces that its parent could not enter, and maybe in another group.
  fork: [
    /^(ns\.(pid|time)(_for_children)?|status\.(NSpid|PPid|Name))$/,
    membersMoved,
    (change, args) => args.into !== undefined && (GROUP_PATH.test(change.key) ? true : joined(change)),
  ],
  'fork-exit': [NEXT_NAMESPACES, membersMoved],
  sethostname: [/^hostname$/],
  // Only addresses and flags change with it, and the names of devices are what is seen in snapshots.
  'loopback-up': NOTHING,

  mkdir: [entries('paths')],
  symlink: [entries('paths')],
  copy: [entries('target')],
  unpack: [(change, args, places) => madeIn([String(args.target)], change.key, places)],
  'write-file': [entries('path'), ofKernelFile],

  'no-new-privs': [/^status\.NoNewPrivs$/],
  capabilities: [/^status\.Cap/],
  seccomp: [/^status\.Seccomp$/],
  // execve(2), capabilities(7); a new time namespace is entered by it: time_namespaces(7).
  exec: [/^(link\.exe|status\.(Name|Cap\w+|Seccomp)|ns\.time)$/, memoryMoved],
};

/** Of an op with calls of several kinds: which of them moves which facts. */
const CALLS: Partial<Record<OpName, [keys: RegExp, call: RegExp][]>> = {
  exec: [[/^/, /^execve/]],
  // The end of PID 1, which wait4 tells, closes the namespace: the link stays.
  'fork-exit': [[NEXT_NAMESPACES, /^clone/]],
  capabilities: [
    [/^status\.CapBnd$/, /^prctl$/],
    [/^status\.Cap(Eff|Prm|Inh)$/, /^capset$/],
  ],
  'make-dev': [
    [MOUNTS, /^mount$/],
    [SEEN, /^mkdir/],
  ],
  'write-file': [
    [/\.entries$/, /^open/],
    [/^/, /^write$/],
  ],
};

/** Is this one of the calls of the op by which the fact can move? */
export function canDo(op: string, call: string, key: string): boolean {
  const row = Object.hasOwn(CALLS, op) ? CALLS[op as OpName] : undefined;
  return row?.find(([keys]) => keys.test(key))?.[1].test(call) ?? true;
}

/** How sure it is that this op moved this fact. */
export function opEffect(op: string, args: Args, change: Change, places: Places = {}): Strength {
  const row = Object.hasOwn(EFFECTS, op) ? EFFECTS[op as OpName] : NOTHING;
  const answers = row.map(can => (can instanceof RegExp ? can.test(change.key) : can(change, args, places)));
  if (answers.includes('exact')) return 'exact';
  if (answers.includes('possible') || answers.includes(true)) return 'possible';
  return answers.includes('elsewhere') ? 'elsewhere' : 'no';
}

/** Can this op change anything that is seen in snapshots? */
export function hasEffect(op: string): boolean {
  return Object.hasOwn(EFFECTS, op) && EFFECTS[op as OpName] !== NOTHING;
}

/** May a process end by it, later than at once? */
export function mayEnd(op: string): boolean {
  return ENDING.has(op as OpName);
}

const ENDING: ReadonlySet<OpName> = new Set<OpName>(['signal', 'kill', 'hangup', 'write-cgroup', 'write-file']);

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

function entries(arg: string): (change: Change, args: Args, places: Places) => Strength | boolean {
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
function madeIn(folders: readonly string[], key: string, places: Places): Strength | boolean {
  if (!key.endsWith('.entries')) return false;
  const place = placeOf(key, places);
  if (place === undefined || folders.includes(place)) return true;
  return key === 'root.entries' ? 'no' : 'elsewhere';
}

function ofKernelFile(change: Change, args: Args): Strength | boolean {
  const path = String(args.path);
  if (KERNEL_FILES.some(([file, keys]) => file.test(path) && keys.test(change.key))) return true;
  if (movesProcesses(path) && GROUP_PATH.test(change.key)) return true;
  if (killsProcesses(path) && endsBy(change, 'SIGKILL')) return true;
  return change.key.startsWith('cgroup.') && written(path, change);
}

/** A mount shows in its target and in what lies below. */
function mounted({ key }: Change, args: Args, places: Places): boolean {
  if (list(args.flags).includes('MS_MOVE')) return ROOT.test(key);
  if (key === 'mounts') return true;
  // The first mount of a hierarchy adds its line for every process: cgroups(7), /proc/pid/cgroup.
  if (GROUP_PATH.test(key)) return /^cgroup2?$/.test(String(args.fstype));
  const target = String(args.target);
  const place = placeOf(key, places);
  return SEEN.test(key) && (!target.startsWith('/') || place === undefined || isBelow(target, place));
}

function namespaceEffect(flag: string, key: string): boolean {
  const kind = namespaceKind(flag)?.name;
  if (kind === undefined) return false;
  // The caller stays where it is in these two: only its children will be in the new one.
  const link = kind === 'pid' || kind === 'time' ? `ns.${kind}_for_children` : `ns.${kind}`;
  return key === link || (WITH_NAMESPACE[kind]?.test(key) ?? false);
}

function endsBy({ key, after }: Change, signal: string): boolean {
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
