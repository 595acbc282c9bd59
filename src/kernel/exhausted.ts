/**
 * Which limit of this machine a refused call has met: one table, call by call. Nothing is guessed: a limit is named only when it was
 * read from the kernel just now, and is reached. namespaces(7), mount(2), cgroups(7), fork(2), proc(5).
 */
import { descendantLimit, memberLimit } from './cgroup/full.ts';
import { type Exhausted, type LimitReader, numberIn, type RefusedCall, softLimit } from './limit-reader.ts';
import { NAMESPACES } from './namespaces.ts';

interface Row {
  errno: string[];
  call: RegExp;
  look(call: RefusedCall, reader: LimitReader): Exhausted | null;
}

const ROWS: Row[] = [
  { errno: ['ENOSPC', 'EUSERS'], call: /^(unshare|clone3?|fork)$/, look: namespaceLimit },
  { errno: ['ENOSPC'], call: /^(mount|move_mount|open_tree|pivot_root)$/, look: mountLimit },
  {
    errno: ['EAGAIN'],
    call: /^mkdir$/,
    look: ({ about }, reader) => descendantLimit(/"([^"]*)"/.exec(about)?.[1] ?? '', reader),
  },
  { errno: ['EAGAIN'], call: /^(clone3?|v?fork)$/, look: (_call, reader) => taskLimit(reader) },
  { errno: ['EMFILE', 'ENFILE'], call: /./, look: fileLimit },
];

/** The limit that a call has met, or null when none of those that are known is reached. */
export function exhausted(call: RefusedCall, reader: LimitReader): Exhausted | null {
  for (const row of ROWS) {
    const found = row.errno.includes(call.errno) && row.call.test(call.call) ? row.look(call, reader) : null;
    if (found) return found;
  }
  return null;
}

/** Only a limit of none is proof: of how many a user has, the kernel tells nothing. */
function namespaceLimit({ about }: RefusedCall, { read }: LimitReader): Exhausted | null {
  const none = NAMESPACES.filter(({ flag }) => new RegExp(`\\b${flag}\\b`).test(about))
    .map(({ name }) => `user.max_${name}_namespaces`)
    .filter(name => numberIn(read(`/proc/sys/${name.replace('.', '/')}`)) === 0);
  if (none.length === 0) return null;
  return {
    found: `${none.join(' and ')} = 0: no such namespace may be made`,
    todo: `as root: sysctl ${none.map(name => `${name}=15000`).join(' ')}`,
  };
}

/** A namespace holds mounts that nobody in it sees: the kernel's own first one, and what lies outside of a chroot. */
const UNSEEN = 2;

function mountLimit({ mountinfo, about, mounts = 1 }: RefusedCall, { read }: LimitReader): Exhausted | null {
  const most = numberIn(read('/proc/sys/fs/mount-max'));
  const held = (mountinfo ?? '').split('\n').filter(line => line !== '');
  // a copy of a whole tree takes as many again; a mount in a peer group appears at each peer
  const wanted = /\bMS_REC\b/.test(about) ? held.length : mounts * largestPeerGroup(held);
  if (most === null || held.length + wanted + UNSEEN <= most) return null;
  const why = held.length === 0 ? `${wanted} are needed` : `${held.length} are seen in this one`;
  return {
    found: `a mount namespace may hold ${most} mounts (fs.mount-max), and ${why}`,
    todo: 'as root: sysctl fs.mount-max=100000',
  };
}

function largestPeerGroup(mounts: string[]): number {
  const sizes = new Map<string, number>();
  for (const mount of mounts) {
    const group = / shared:(\d+) /.exec(mount)?.[1];
    if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return Math.max(1, ...sizes.values());
}

function fileLimit({ errno }: RefusedCall, { read, list }: LimitReader): Exhausted | null {
  if (errno === 'ENFILE') {
    const [open, , most] = (read('/proc/sys/fs/file-nr') ?? '').trim().split(/\s+/).map(Number);
    if (open === undefined || most === undefined || open < most) return null;
    return {
      found: `the machine may have ${most} open files (fs.file-max), and has ${open}`,
      todo: 'as root: raise fs.file-max',
    };
  }
  const most = softLimit(read, 'Max open files');
  const open = list('/proc/self/fd').length;
  if (most === null || open < most) return null;
  return { found: `this process may have ${most} open files, and has ${open}`, todo: `ulimit -n ${most * 4}` };
}

/** Of the whole machine, of the groups that we are in, of this user: credentials(7), proc_sys_kernel(5). */
function taskLimit(reader: LimitReader): Exhausted | null {
  const { read } = reader;
  const tasks = numberIn(/\/(\d+)/.exec(read('/proc/loadavg') ?? '')?.[1] ?? null);
  for (const name of ['threads-max', 'pid_max']) {
    const most = numberIn(read(`/proc/sys/kernel/${name}`));
    if (most !== null && tasks !== null && tasks >= most)
      return {
        found: `the machine may have ${most} tasks (kernel.${name}), and has ${tasks}`,
        todo: `end some programs, or as root: sysctl kernel.${name}=${most * 2}`,
      };
  }
  return memberLimit(reader) ?? userLimit(reader);
}

/** setrlimit(2), RLIMIT_NPROC: not for root. */
function userLimit({ read, list }: LimitReader): Exhausted | null {
  const most = softLimit(read, 'Max processes');
  const uid = uidIn(read('/proc/self/status'));
  if (most === null || uid === null || uid === 0) return null;
  const all = list('/proc').filter(name => /^\d+$/.test(name));
  const own = all.map(pid => read(`/proc/${pid}/status`)).filter(text => uidIn(text) === uid);
  const tasks = own.reduce((sum, text) => sum + (numberIn(/^Threads:\s*(\d+)/m.exec(text ?? '')?.[1] ?? null) ?? 0), 0);
  if (tasks < most) return null;
  return { found: `this user may have ${most} tasks (ulimit -u), and has ${tasks}`, todo: 'end some of your programs' };
}

function uidIn(status: string | null): number | null {
  return numberIn(/^Uid:\s*(\d+)/m.exec(status ?? '')?.[1] ?? null);
}
