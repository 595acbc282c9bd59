/** Which facts of its subject an op can change. Facts of cgroup files are in kernel/cgroup/effects.ts. */
import { namespaceKind } from '../kernel/namespaces.ts';
import type { Args, ArgValue } from '../protocol/wire.ts';

/** What is seen of the file tree: entries at the places we look at. */
const ENTRIES = /^(rootfs|layers|root)\.entries$/;
const TREE = /^(mounts|rootfs\.id|(rootfs|layers|root)\.entries)$/;
const ROOT = /^(link\..+|rootId|mounts|rootfs\.id|(rootfs|layers|root)\.entries)$/;
const CAPABILITY = /^status\.Cap/;

const EFFECTS: Record<string, RegExp> = {
  umount: ROOT,
  chroot: ROOT,
  pivot_root: ROOT,
  chdir: /^link\.cwd$/,
  'fchdir-root': /^link\.cwd$/,
  mkdir: ENTRIES,
  copy: ENTRIES,
  symlink: ENTRIES,
  'write-file': ENTRIES,
  unpack: ENTRIES,
  'make-dev': TREE,
  'protect-proc': TREE,
  fork: /^(ns\.(pid|time)(_for_children)?|status\.(NSpid|PPid|Name))$/,
  sethostname: /^hostname$/,
  'no-new-privs': /^status\.NoNewPrivs$/,
  capabilities: CAPABILITY,
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

export function opEffect(op: string, args: Args, key: string): boolean {
  if (op === 'unshare') return list(args.flags).some(flag => namespaceEffect(flag, key));
  if (op === 'mount') return (list(args.flags).includes('MS_MOVE') ? ROOT : TREE).test(key);
  return Object.hasOwn(EFFECTS, op) && (EFFECTS[op]?.test(key) ?? false);
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
