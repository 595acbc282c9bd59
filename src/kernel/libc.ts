/**
 * The few calls Node cannot make by itself. The only file that imports koffi, and only when one of them is used:
 * a wrong pointer here is a crash, so each function has a test of its own.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The kernel refused: `code` is the errno by name, as in node's own errors. */
export class LibcError extends Error {
  override name = 'LibcError';
  readonly code: string;
  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

type Koffi = typeof import('koffi').default;

interface Libc {
  koffi: Koffi;
  ioctl(fd: number, request: number, value: Uint8Array): number;
  openat(directory: number, path: string, flags: number): number;
  getdents64(fd: number, buffer: Uint8Array): number;
  poll(fds: Uint8Array, milliseconds: number): number;
}

let loaded: Libc | undefined;

function libc(): Libc {
  if (loaded !== undefined) return loaded;
  const koffi = createRequire(import.meta.url)('koffi') as Koffi;
  // Node itself is linked with libc, whichever it is.
  const self = koffi.load(null);
  const ioctl = self.func('int ioctl(int fd, unsigned long request, ...)');
  const openat = self.func('int openat(int directory, const char *path, int flags, ...)');
  // getdents64(2) has no wrapper in older libcs
  const syscall = self.func('long syscall(long number, ...)');
  const poll = self.func('int poll(void *fds, unsigned long count, int timeout)');
  loaded = {
    koffi,
    ioctl: (fd, request, value) => ioctl(fd, request, 'void *', value),
    openat: (directory, path, flags) => openat(directory, path, flags, 'int', 0),
    getdents64: (fd, buffer) =>
      Number(syscall(GETDENTS64, 'int', fd, 'void *', buffer, 'unsigned long', buffer.length)),
    poll: (fds, milliseconds) => poll(fds, 1, milliseconds),
  };
  return loaded;
}

function checked(call: string, result: number): number {
  if (result >= 0) return result;
  const { koffi } = libc();
  const number = koffi.errno();
  const name = Object.entries(koffi.os.errno).find(([, value]) => value === number)?.[0];
  throw new LibcError(call, name ?? `errno ${number}`);
}

/** Its number in the table of system calls: x86-64, and the table that arm64 shares with later machines. */
const GETDENTS64 = process.arch === 'x64' ? 217 : 61;
const O_CLOEXEC = 0o2000000;
const DT_DIR = 4;

/** openat(2) for reading: `path` from an open directory on, whatever is mounted over that. The caller closes the descriptor. */
export function openAt(directory: number, path: string, flags: number = constants.O_RDONLY): number {
  return checked(`openat "${path}"`, libc().openat(directory, path, flags | O_CLOEXEC));
}

/** What an open directory holds, `.` and `..` left out, by getdents64(2); the descriptor is at its end afterwards. */
export function directoryEntries(fd: number): { name: string; isDirectory: boolean }[] {
  const buffer = Buffer.alloc(32 * 1024);
  const entries: { name: string; isDirectory: boolean }[] = [];
  for (;;) {
    const used = checked('getdents64', libc().getdents64(fd, buffer));
    if (used === 0) return entries;
    // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name
    for (let at = 0; at < used; at += buffer.readUInt16LE(at + 16)) {
      const name = buffer.toString('utf8', at + 19, buffer.indexOf(0, at + 19));
      if (name !== '.' && name !== '..') entries.push({ name, isDirectory: buffer[at + 18] === DT_DIR });
    }
  }
}

const POLLPRI = 0x002;

/**
 * Have mounts come, gone or changed since this descriptor of a /proc/PID/mountinfo was opened or last asked?
 * proc_pid_mounts(5): such a change is an exceptional condition of the open file.
 */
export function mountsChanged(mountinfo: number): boolean {
  const asked = Buffer.alloc(8);
  asked.writeInt32LE(mountinfo, 0);
  asked.writeInt16LE(POLLPRI, 4);
  checked('poll', libc().poll(asked, 0));
  return (asked.readInt16LE(6) & POLLPRI) !== 0;
}

const TIOCSWINSZ = 0x5414;
const TIOCGPTN = 0x80045430;
const TIOCSPTLCK = 0x40045431;

interface Pty {
  /** Descriptor of the master side; the caller closes it. */
  master: number;
  /** Path of the other side, for the program: `/dev/pts/3`. */
  path: string;
}

/**
 * A new terminal of the host's devpts, pty(7). `mode` nonblocking: reads and writes of the master that would wait are EAGAIN.
 * Throws (ENOENT, EACCES, ENOSPC) when the host gives none.
 */
export function openPty(size: { columns: number; rows: number }, mode?: 'nonblocking'): Pty {
  const flags = constants.O_RDWR | constants.O_NOCTTY | (mode === undefined ? 0 : constants.O_NONBLOCK);
  const master = openSync('/dev/ptmx', flags);
  try {
    const value = new Uint8Array(4);
    checked('ioctl(TIOCSPTLCK)', libc().ioctl(master, TIOCSPTLCK, value));
    checked('ioctl(TIOCGPTN)', libc().ioctl(master, TIOCGPTN, value));
    setWindowSize(master, size);
    return { master, path: `/dev/pts/${new DataView(value.buffer).getUint32(0, isLittleEndian())}` };
  } catch (error) {
    closeSync(master);
    throw error;
  }
}

/** Tell the terminal its size; the program on it gets SIGWINCH. ioctl_tty(2). */
export function setWindowSize(fd: number, size: { columns: number; rows: number }): void {
  const winsize = new Uint16Array([size.rows, size.columns, 0, 0]);
  checked('ioctl(TIOCSWINSZ)', libc().ioctl(fd, TIOCSWINSZ, new Uint8Array(winsize.buffer)));
}

function isLittleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
