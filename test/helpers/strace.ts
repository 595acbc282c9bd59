/** What strace(1) saw of a program, and whether a call that we tell of is among it. */
import { readFileSync } from 'node:fs';

/** One system call: `args` in a form in which ours and strace's are the same. */
export interface SeenCall {
  pid: number;
  name: string;
  args: string;
  ret: number;
  errno: string | null;
}

const WATCHED = [
  ...[
    'mount',
    'umount2',
    'move_mount',
    'pivot_root',
    'chroot',
    'chdir',
    'fchdir',
    'openat',
    'openat2',
    'close',
    'read',
  ],
  ...[
    'write',
    'sendfile',
    'mkdir',
    'mkdirat',
    'rmdir',
    'unlinkat',
    'symlink',
    'symlinkat',
    'mknodat',
    'fchmod',
    'fchmodat',
  ],
  ...[
    'clone',
    'clone3',
    'unshare',
    'setns',
    'wait4',
    'execve',
    'setsid',
    'kill',
    'pidfd_open',
    'pidfd_send_signal',
    'ptrace',
  ],
  ...['prctl', 'capget', 'capset', 'seccomp', 'sethostname', 'socket', 'ioctl', 'fstatfs'],
];

/** Words to put before a program, so that `readStrace` can read what strace writes to `file`. */
export const underStrace = (file: string): string[] => [
  'strace',
  ...['-f', '-qq', '-v', '-s', '10000', '-o', file],
  ...['-e', `trace=${WATCHED.join()}`, '-e', 'signal=none'],
];

/** The calls that have come back, in the order in which they did; and execve, whose program is another afterwards. */
export function readStrace(file: string): SeenCall[] {
  const begun = new Map<number, string>();
  const calls: SeenCall[] = [];
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, number = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const pid = Number(number);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (rest.endsWith(' <unfinished ...>')) begun.set(pid, rest.slice(0, -' <unfinished ...>'.length));
    const whole = resumed ? `${begun.get(pid) ?? ''}${resumed[1]}` : rest;
    const [, name, args, ret, errno] = /^(\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: (E\w+))?(?: \(.*\))?$/.exec(whole) ?? [];
    if (name === undefined || args === undefined) continue;
    calls.push({ pid, name, args: plainArguments(name, args), ret: Number(ret), errno: errno ?? null });
  }
  return calls;
}

/** The same form for arguments as the helper records them. Bytes above 0x7e are escaped in both. */
export function plainArguments(name: string, args: string): string {
  const parts = split(withoutRemarks(args), ',').map(part => plain(part.trim()));
  if (name === 'execve') parts[2] = variables(args, parts[2] ?? '');
  if (name === 'wait4') return parts.slice(0, 3).join(', ');
  return parts.filter(part => part !== '').join(', ');
}

/** `/* so *​/`, which is a remark of ours or strace's and no argument. */
function withoutRemarks(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s*\/\*.*?\*\//g, part => (part.startsWith('"') ? part : ''));
}

const OPENING = '([{';
const CLOSING = ')]}';

/** Cut at the separators that stand outside of strings and brackets. */
function split(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\.\.\.)?|[\s\S]/g)) {
    if (OPENING.includes(token)) depth++;
    if (CLOSING.includes(token)) depth--;
    if (token === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

function plain(part: string): string {
  const [, field, value] = /^(\w+)=(.*)$/.exec(part) ?? [];
  if (field !== undefined && value !== undefined) return `${field}=${plain(value)}`;
  if (part.startsWith('"')) return text(part);
  if (/^[[{].*[\]}]$/.test(part))
    return `${part[0]}${split(part.slice(1, -1), ',')
      .map(item => plain(item.trim()))
      .join(', ')}${part.at(-1)}`;
  if (/^\d+<.*>$/.test(part)) return part.slice(0, part.indexOf('<'));
  if (/^0x[0-9a-f]+$/.test(part)) return String(BigInt(part));
  if (/^(1<<)?CAP_\w+(\|(1<<)?CAP_\w+)*$/.test(part) && part.includes('<<')) return String(capabilities(part));
  if (/^\w+(\|\w+)+$/.test(part)) return part.split('|').sort().join('|');
  return part;
}

/** A string with its escapes undone; three dots behind it: there is more. */
function text(part: string): string {
  const end = part.lastIndexOf('"');
  const inner = part.slice(1, end).replace(/\\([0-7]{1,3}|x[0-9a-f]{2}|.)/gs, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' }[code] ?? code;
  });
  return JSON.stringify(inner) + part.slice(end + 1);
}

/** Of the environment only how many: ours says it in a remark. */
function variables(args: string, listed: string): string {
  const ours = /\/\* (\d+) vars \*\/$/.exec(args)?.[1];
  return `${ours ?? split(listed.slice(1, -1), ',').filter(item => item !== '').length} vars`;
}

// capabilities(7)
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP'.split(
    ' ',
  );

const capabilities = (words: string): bigint =>
  words
    .split('|')
    .reduce((all, word) => all | (1n << BigInt(CAPABILITIES.indexOf(word.replace(/^(1<<)?CAP_/, '')))), 0n);

/** Is it this call? What was recorded with three dots may go on. */
export function isSame(told: SeenCall, seen: SeenCall): boolean {
  const same = told.pid === seen.pid && told.name === seen.name && told.ret === seen.ret && told.errno === seen.errno;
  return same && matches(told.args, seen.args);
}

function matches(told: string, seen: string): boolean {
  if (told === seen) return true;
  const pieces = told.split(/(?<=")\.\.\.|\.\.\.(?=[\]}])/);
  if (pieces.length < 2) return false;
  // A string that is cut ends with a quotation mark that strace's does not have there.
  const pattern = pieces
    .map((piece, i) => asPattern(i < pieces.length - 1 ? piece.replace(/"$/, '') : piece))
    .join('[\\s\\S]*');
  return new RegExp(`^${pattern}$`).test(seen);
}

const asPattern = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Those that we tell of and strace did not see, each with what strace saw of that name in that process; in order, none twice. */
export function notSeen(
  told: readonly SeenCall[],
  seen: readonly SeenCall[],
): { told: SeenCall; instead: SeenCall[] }[] {
  const from = new Map<number, number>();
  const wrong: { told: SeenCall; instead: SeenCall[] }[] = [];
  const byPid = new Map<number, SeenCall[]>();
  for (const call of seen) {
    const own = byPid.get(call.pid);
    if (own) own.push(call);
    else byPid.set(call.pid, [call]);
  }
  for (const call of told) {
    const start = from.get(call.pid) ?? 0;
    const at = (byPid.get(call.pid) ?? []).findIndex((other, i) => i >= start && isSame(call, other));
    if (at >= 0) from.set(call.pid, at + 1);
    else wrong.push({ told: call, instead: seen.filter(o => o.pid === call.pid && o.name === call.name).slice(0, 5) });
  }
  return wrong;
}
