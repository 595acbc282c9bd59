/** What goes over the wire between the CLI and `lab-helper` (contract: native/README.md): one request line down, one JSON line up. */

/** Longest request line, in bytes, its newline not counted. */
export const MAX_LINE = 4 * 1024 * 1024;

/** A list of strings is sent comma-separated; bytes (terminal input) are sent as they are; `true` is 1, `false` is 0. */
export type ArgValue = string | number | boolean | readonly string[] | Uint8Array;
export type Args = Record<string, ArgValue>;

/** One request without its id: what planners (cgroup, rootfs) hand to the stage client. Made by `request` (request.ts). */
export interface WireRequest {
  op: string;
  args: Args;
}

/** Of whom a request is that names no subject. */
export const DEFAULT_SUBJECT = 'stage';

/** One system call really made. `args` as strace prints them; `ns` is its duration in nanoseconds. */
export interface Call {
  /** `monitor`, `shell`, or the name of a subject. */
  by: string;
  pid: number;
  name: string;
  args: string;
  ret: number;
  errno: string | null;
  ns: number;
}

/** Why a request was refused. `code` is stable (native/README.md), `errno` is the kernel's, by name, when it was the kernel. */
export interface ReplyError {
  code: string;
  message: string;
  errno: string | null;
}

/** One answer of `look`. `v` is a byte string (one character a byte, see bytes.ts); `e` is the errno by name, or `timeout`: the kernel did not answer. */
export type LookAnswer =
  | { v: string; cut?: boolean }
  | { id: string; mode?: string }
  | { list: string[] }
  | { e: string };

export interface Hello {
  version: string;
  protocol: number;
  kernel: string;
  arch: string;
  uid: number;
  /** Without CAP_SYS_ADMIN: every subject begins with a user namespace of its own. */
  rootless: boolean;
  pid: number;
  session: string;
  run: string;
  layers: string;
  rootfs: string;
  /** What was left by dead sessions and has been removed now. */
  swept: Left;
}

export interface Left {
  sessions?: number;
  directories?: number;
  cgroups?: number;
  processes?: number;
  files?: number;
  mounts?: number;
}

interface Exit {
  code: number | null;
  signal: string | null;
  oomKill: number;
}

/** A process: `ns` and `root` hold only what differs from the monitor's view. */
export interface ScannedProcess {
  pid: number;
  /** Clock ticks from the start of the machine to its own: with `pid` it names one process for ever. */
  start: number;
  ppid: number;
  /** PID of its session's leader, who may have ended. */
  session: number;
  /** Device number of its controlling terminal; 0: it has none. */
  tty: number;
  comm: string;
  /** A monitor is above it in the tree of processes. Told, of those whose view differs, where all are asked for. */
  ours?: boolean;
  /** Inode of each namespace, by the name of its link in /proc/PID/ns. */
  ns: Record<string, number>;
  /** "major:minor/inode". */
  root?: string;
  /** Real user. This and what follows is told where `who` was asked for. */
  uid?: number;
  /** User of the login (proc_pid_loginuid(5)); absent without one. */
  login?: number;
  /** Who called sudo(8), by SUDO_UID in its environment; absent where nobody did. */
  sudo?: number;
}

/** One page of `scan`: `next` is where the following one begins, 0 after the last; `hidden` of the `seen` could not be inspected. */
export interface Scan {
  processes: ScannedProcess[];
  next: number;
  seen: number;
  hidden: number;
}

/** What every reply may hold, refused or not. */
interface ReplyBody {
  kind: 'reply';
  id: number;
  subject?: string;
  pid?: number;
  calls: Call[];
  hello?: Hello;
  answers?: LookAnswer[];
  scan?: Scan;
  left?: Left;
  channel?: number;
  exit?: Exit;
  /** The program of an exec with `stopped` waits at its first instruction for `release`. */
  held?: boolean;
}

export type Reply = ReplyBody & ({ ok: true } | { ok: false; error: ReplyError });

/** `data` is a byte string: a character cut in two by a chunk's end must be joined before it becomes text. */
export type HelperEvent =
  | { kind: 'event'; event: 'output'; channel: number; stream: 'stdout' | 'stderr' | 'tty'; data: string }
  /** `ended`: of an entered program, how it ended. */
  | { kind: 'event'; event: 'closed'; channel: number; ended?: Pick<Exit, 'code' | 'signal'> }
  /** `filtered`: our own filter (seccomp) was on it, so that a SIGSYS may be that filter's. */
  | ({ kind: 'event'; event: 'exit'; subject: string; pid: number; running: boolean; filtered?: true } & Exit)
  /** An event of a newer helper: to be ignored. */
  | { kind: 'event'; event: 'unknown'; name: string };

/** A request that cannot be written, or a line that is not the helper's. */
export class WireError extends Error {
  override name = 'WireError';
}
