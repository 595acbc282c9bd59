/**
 * The closed list of ops that a lesson may name, with their arguments. The stage ops are those of the wire
 * (native/README.md); the logical ones (`logical: true`) are carried out by the session.
 */

/**
 * How an argument is written.
 * `text`, `list` (of texts), `path` (absolute or ".", templates allowed), `flags` (kernel names), `size` (bytes; "64M"),
 * `fact` (a key of observe/facts.ts), `count`, `percent` ("20%" of one CPU, or a fraction such as 0.2), `mode` (octal text), `word` (one of `choices`).
 */
export type ArgumentType =
  | 'text'
  | 'list'
  | 'path'
  | 'paths'
  | 'flags'
  | 'size'
  | 'fact'
  | 'count'
  | 'percent'
  | 'mode'
  | 'word';

export interface Argument {
  type: ArgumentType;
  required?: boolean;
  /** For `flags` and `word`. */
  choices?: readonly string[];
}

export interface OpShape {
  args: Readonly<Record<string, Argument>>;
  logical?: boolean;
  /** At least one of its arguments must be given. */
  needsOne?: boolean;
}

export const MOUNT_FLAGS = [
  'MS_BIND',
  'MS_REC',
  'MS_RDONLY',
  'MS_REMOUNT',
  'MS_NOSUID',
  'MS_NODEV',
  'MS_NOEXEC',
  'MS_PRIVATE',
  'MS_SLAVE',
  'MS_SHARED',
  'MS_UNBINDABLE',
  'MS_MOVE',
] as const;

export const NAMESPACE_FLAGS = [
  'CLONE_NEWNS',
  'CLONE_NEWUTS',
  'CLONE_NEWIPC',
  'CLONE_NEWNET',
  'CLONE_NEWPID',
  'CLONE_NEWCGROUP',
  'CLONE_NEWTIME',
  'CLONE_NEWUSER',
] as const;

const text = { type: 'text' } as const;
const needed = { required: true } as const;
const path = { type: 'path', ...needed } as const;
const seconds = { type: 'count', ...needed } as const;
const none: OpShape = { args: {} };

export const OPS: Readonly<Record<string, OpShape>> = {
  mount: {
    args: { source: text, target: path, fstype: text, flags: { type: 'flags', choices: MOUNT_FLAGS }, data: text },
  },
  umount: { args: { target: path, flags: { type: 'flags', choices: ['MNT_DETACH', 'MNT_FORCE', 'UMOUNT_NOFOLLOW'] } } },
  'mount-proc': { args: { target: path, beside: path } },
  unshare: { args: { flags: { type: 'flags', choices: NAMESPACE_FLAGS, ...needed } } },
  fork: none,
  'fork-exit': none,
  sethostname: { args: { name: { ...text, ...needed } } },
  'open-root': none,
  'fchdir-root': none,
  'close-root': none,
  chroot: { args: { path } },
  chdir: { args: { path } },
  pivot_root: { args: { new: path, put: path } },
  mkdir: { args: { paths: { type: 'paths', ...needed }, mode: { type: 'mode' } } },
  symlink: { args: { target: { ...text, ...needed }, paths: { type: 'paths', ...needed } } },
  'write-file': { args: { path, data: { ...text, ...needed }, mode: { type: 'mode' } } },
  copy: { args: { source: path, target: path, mode: { type: 'mode' } } },
  'make-dev': none,
  'protect-proc': none,
  'no-new-privs': none,
  capabilities: { args: { keep: { type: 'word', choices: ['docker', 'none'], ...needed } } },
  seccomp: { args: { filter: { type: 'word', choices: ['docker'], ...needed } } },
  'loopback-up': none,
  signal: { args: { sig: { ...text, ...needed } } },
  exec: {
    args: {
      argv: { type: 'list', ...needed },
      env: { type: 'list' },
      io: { type: 'word', choices: ['pipe', 'tty', 'null'] },
      root: { type: 'word', choices: ['host'] },
    },
  },
  populate: { args: {}, logical: true },
  'bind-image': { args: {}, logical: true },
  'create-cgroup': { args: {}, logical: true },
  'set-limit': {
    args: { memory: { type: 'size' }, swap: { type: 'size' }, pids: { type: 'count' }, cpu: { type: 'percent' } },
    logical: true,
    needsOne: true,
  },
  'join-cgroup': { args: {}, logical: true },
  'remove-cgroup': { args: {}, logical: true },
  'enable-controllers': { args: { controllers: { type: 'list', ...needed } }, logical: true },
  'wait-exit': { args: { seconds }, logical: true },
  'wait-until': {
    args: { fact: { type: 'fact', ...needed }, ge: { type: 'size', ...needed }, seconds },
    logical: true,
  },
  'start-app': { args: {}, logical: true },
};

/** What may stand in braces in an op's arguments. */
export const ARGUMENT_TEMPLATES = ['rootfs', 'layers', 'lower', 'cgroup', 'hostname', 'apps', 'size'] as const;

/** What may stand in braces in a `byHand` line. On v2 the four cgroup names are one directory. */
export const BY_HAND_TEMPLATES = [
  'pid',
  'rootfs',
  'layers',
  'cgroup',
  'cgroup.memory',
  'cgroup.pids',
  'cgroup.cpu',
  'hostname',
] as const;

/**
 * What may stand in braces in a line of a solution: how this learner becomes root (`{sudo}`, ending in a blank; nothing for root), how
 * they call unshare(1), and where the hierarchies of three controllers are mounted (one place on v2).
 */
export const SOLUTION_TEMPLATES = ['sudo', 'unshare', 'memory', 'pids', 'cpu', 'name'] as const;

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** "64M" to 67108864; null when it is not a size. */
export function parseSize(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  const match = /^(\d+)([KMG])?$/.exec(value);
  if (match === null) return null;
  return Number(match[1]) * (match[2] === undefined ? 1 : (UNITS[match[2]] ?? 1));
}
