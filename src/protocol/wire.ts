/** The wire between the CLI and `lab-helper` (contract: native/README.md): one request line down, one JSON line up. */
import { bytesToText } from './bytes.ts';

/** Longest request line, in bytes, its newline not counted. */
export const MAX_LINE = 8192;

/** A list of strings is sent comma-separated; bytes (terminal input) are sent as they are; `true` is 1, `false` is 0. */
export type ArgValue = string | number | boolean | readonly string[] | Uint8Array;
export type Args = Record<string, ArgValue>;

/** One request without its id: what planners (cgroup, rootfs) hand to the stage client. */
export interface WireRequest {
  op: string;
  args: Args;
}

/** One system call really made. `args` as strace prints them; `ns` is its duration in nanoseconds. */
export interface Call {
  by: 'monitor' | 'stage' | 'aside' | 'shell';
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

/** One answer of `look`. `v` is a byte string (one character a byte, see bytes.ts); `e` is the errno by name. */
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

export interface Exit {
  code: number | null;
  signal: string | null;
  oomKill: number;
}

/** A process whose view is not the monitor's: `ns` and `root` hold only what differs. */
export interface ScannedProcess {
  pid: number;
  /** Clock ticks from the start of the machine to its own: with `pid` it names one process for ever. */
  start: number;
  ppid: number;
  comm: string;
  /** The monitor, or below it in the tree of processes. */
  ours: boolean;
  /** Inode of each namespace, by the name of its link in /proc/PID/ns. */
  ns: Record<string, number>;
  /** "major:minor/inode". */
  root?: string;
}

/** One page of `scan`: `next` is where the following one begins, 0 after the last; `hidden` of the `seen` could not be inspected. */
export interface Scan {
  processes: ScannedProcess[];
  next: number;
  seen: number;
  hidden: number;
}

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
  | { kind: 'event'; event: 'closed'; channel: number }
  | ({ kind: 'event'; event: 'exit'; subject: string; pid: number; running: boolean } & Exit)
  /** An event of a newer helper: to be ignored. */
  | { kind: 'event'; event: 'unknown'; name: string };

/** A request that cannot be written, or a line that is not the helper's. */
export class WireError extends Error {
  override name = 'WireError';
}

/**
 * The request line, without its newline. Text is sent as UTF-8; whatever is not a plain printable
 * character is percent-escaped, commas too, so that only list separators remain bare.
 * Throws WireError on a NUL, a bad id or name, and when the line is longer than MAX_LINE bytes.
 */
export function encodeRequest(id: number, op: string, args: Args = {}): string {
  if (!Number.isInteger(id) || id < 1 || id > 0x7fffffff) throw new WireError(`request id ${id} is out of range`);
  const words = [String(id), word(op)];
  for (const [key, value] of Object.entries(args)) words.push(`${word(key)}=${encodeValue(op, key, value)}`);
  const line = words.join(' ');
  if (line.length > MAX_LINE) {
    throw new WireError(`request ${op} is ${line.length} bytes long, the wire carries ${MAX_LINE}: split its list`);
  }
  return line;
}

function word(name: string): string {
  if (!/^[A-Za-z][\w-]*$/.test(name)) throw new WireError(`"${name}" is no name of an op or argument`);
  return name;
}

function encodeValue(op: string, key: string, value: ArgValue): string {
  try {
    if (typeof value === 'string') return escapeValue(value);
    if (value instanceof Uint8Array) return escapeValue(value, 'bytes');
    if (typeof value === 'boolean') return value ? '1' : '0';
    if (typeof value === 'number') return escapeValue(String(value));
    return value.map(item => escapeValue(item)).join(',');
  } catch (error) {
    throw new WireError(`request ${op}: argument ${key} ${(error as Error).message}`);
  }
}

const PLAIN = /^[A-Za-z0-9_./:+@=~^-]*$/;

/** Terminal input may hold NUL (Ctrl-Space); names and paths may not. */
function escapeValue(value: string | Uint8Array, nul?: 'bytes'): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  let out = '';
  for (const byte of Buffer.from(value as string)) {
    if (byte === 0 && nul === undefined) throw new Error('holds a NUL byte');
    const char = String.fromCharCode(byte);
    out += PLAIN.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/**
 * Cut a list so that each request stays below MAX_LINE: for `look` items, `mkdir` and `symlink` paths.
 * `reserve` is what the rest of the line may take.
 */
export function splitList(items: readonly string[], reserve = 1024): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const item of items) {
    const size = escapeValue(item).length + 1;
    const last = parts.at(-1);
    if (last === undefined || size > room) {
      parts.push([item]);
      room = MAX_LINE - reserve - size;
    } else {
      last.push(item);
      room -= size;
    }
  }
  return parts;
}

/**
 * One line of the helper, typed. Strings become text (bytes.ts), except where bytes are needed as they are:
 * `answers` and the `data` of an output event. Throws WireError when the line is not of this protocol.
 */
export function decodeLine(line: string): Reply | HelperEvent {
  const object = parseObject(line);
  if (typeof object.event === 'string') return decodeEvent(object, object.event);
  return decodeReply(object, line);
}

type Json = Record<string, unknown>;

function parseObject(line: string): Json {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // falls through: the sentence is the same
  }
  throw new WireError(`the helper sent a line that is not a JSON object: ${line.slice(0, 80)}`);
}

function decodeReply(object: Json, line: string): Reply {
  const { id, ok, calls = [], answers, error, ...rest } = object;
  if (typeof id !== 'number' || typeof ok !== 'boolean' || !Array.isArray(calls)) {
    throw new WireError(`the helper sent neither a reply nor an event: ${line.slice(0, 80)}`);
  }
  const body = {
    ...(toText(rest) as Partial<ReplyBody>),
    kind: 'reply' as const,
    id,
    calls: calls.map(call => toText(call) as Call),
    ...(Array.isArray(answers) ? { answers: answers as LookAnswer[] } : {}),
  };
  if (ok) return { ...body, ok };
  const e = (typeof error === 'object' && error !== null ? toText(error) : {}) as Partial<ReplyError>;
  if (typeof e.code !== 'string' || typeof e.message !== 'string') {
    throw new WireError(`the helper refused request ${id} without a reason`);
  }
  return { ...body, ok, error: { code: e.code, message: e.message, errno: e.errno ?? null } };
}

function decodeEvent(object: Json, name: string): HelperEvent {
  const channel = object.channel;
  switch (name) {
    case 'output': {
      const { stream, data } = object;
      const known = stream === 'stdout' || stream === 'stderr' || stream === 'tty';
      if (!known || typeof data !== 'string' || typeof channel !== 'number') break;
      return { kind: 'event', event: name, channel, stream, data };
    }
    case 'closed':
      if (typeof channel !== 'number') break;
      return { kind: 'event', event: name, channel };
    case 'exit': {
      const { subject, pid, code, signal, oomKill, running } = object;
      if (typeof subject !== 'string' || typeof pid !== 'number') break;
      return {
        kind: 'event',
        event: name,
        subject,
        pid,
        code: typeof code === 'number' ? code : null,
        signal: typeof signal === 'string' ? signal : null,
        oomKill: typeof oomKill === 'number' ? oomKill : 0,
        running: running === true,
      };
    }
    default:
      return { kind: 'event', event: 'unknown', name };
  }
  throw new WireError(`the helper sent an incomplete event "${name}"`);
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return bytesToText(value);
  if (Array.isArray(value)) return value.map(toText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toText(inner)]));
}
