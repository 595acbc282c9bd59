/** Which facts of its subject an op can change. Facts of cgroup files are in kernel/cgroup/effects.ts. */
import { posix } from 'node:path';
import { namespaceKind } from '../kernel/namespaces.ts';
import type { Args, ArgValue } from '../protocol/wire.ts';

/** Where `rootfs.*` and `layers.*` look; `/` is where `root.entries` does. */
export interface Places {
  rootfs?: string;
  layers?: string;
}

const SEEN = /^(rootfs|layers|root)\.(id|entries)$/;
const ROOT = /^(link\..+|rootId|mounts|(rootfs|layers|root)\.(id|entries))$/;
const CAPABILITY = /^status\.Cap/;

const EFFECTS: Record<string, RegExp> = {
  umount: ROOT,
  chroot: ROOT,
  pivot_root: ROOT,
  chdir: /^link\.cwd$/,
  'fchdir-root': /^link\.cwd$/,
  'make-dev': /^(mounts|root\.entries)$/,
  'protect-proc': /^mounts$/,
  fork: /^(ns\.(pid|time)(_for_children)?|status\.(NSpid|PPid|Name))$/,
  'fork-exit': /^ns\.(pid|time)_for_children$/,
  sethostname: /^hostname$/,
  'no-new-privs': /^status\.NoNewPrivs$/,
  capabilities: CAPABILITY,
  seccomp: /^status\.Seccomp$/,
  exec: /^(link\.exe|status\.(Name|CapEff|CapBnd|Seccomp)|ns\.time)$/,
  join: /^cgroup\.path$/,
  'rmdir-cgroup': /^cgroup\.path$/,
};

/** What else changes with a new namespace, besides its link. */
const WITH_NAMESPACE: Record<string, RegExp> = {
  mnt: /^mounts$/,
  uts: /^hostname$/,
  net: /^net\.devices$/,
  user: /^(uid_map|gid_map|status\.Cap.+)$/,
  cgroup: /^cgroup\.path$/,
};

/** Ops that make files: the arguments that say where. */
const MAKES_FILES: Record<string, string> = {
  mkdir: 'paths',
  symlink: 'paths',
  copy: 'target',
  'write-file': 'path',
  unpack: 'target',
};

/** Without `places` every op that could be about a place counts as if it were. */
export function opEffect(op: string, args: Args, key: string, places: Places = {}): boolean {
  if (op === 'unshare') return list(args.flags).some(flag => namespaceEffect(flag, key));
  if (op === 'mount') return mountEffect(args, key, places);
  if (Object.hasOwn(MAKES_FILES, op)) return fileEffect(op, list(args[MAKES_FILES[op] as string]), key, places);
  return Object.hasOwn(EFFECTS, op) && (EFFECTS[op]?.test(key) ?? false);
}

/** A mount shows in its target and in what lies below. */
function mountEffect(args: Args, key: string, places: Places): boolean {
  if (list(args.flags).includes('MS_MOVE')) return ROOT.test(key);
  if (key === 'mounts') return true;
  const target = String(args.target);
  return SEEN.test(key) && (!target.startsWith('/') || isBelow(target, placeOf(key, places)));
}

function fileEffect(op: string, paths: readonly string[], key: string, places: Places): boolean {
  if (!key.endsWith('.entries')) return false;
  const place = placeOf(key, places);
  const folder = (path: string) => (op === 'unpack' ? path : posix.dirname(path));
  return place === undefined || paths.some(path => folder(path) === place);
}

function placeOf(key: string, places: Places): string | undefined {
  const [name] = key.split('.');
  return name === 'root' ? '/' : places[name as keyof Places];
}

function isBelow(top: string, path: string | undefined): boolean {
  return path === undefined || path === top || path.startsWith(top === '/' ? '/' : `${top}/`);
}

function namespaceEffect(flag: string, key: string): boolean {
  const kind = namespaceKind(flag)?.name;
  if (kind === undefined) return false;
  // The caller stays where it is in these two: only its children will be in the new one.
  const link = kind === 'pid' || kind === 'time' ? `ns.${kind}_for_children` : `ns.${kind}`;
  return key === link || (WITH_NAMESPACE[kind]?.test(key) ?? false);
}

function list(value: ArgValue | undefined): readonly string[] {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
