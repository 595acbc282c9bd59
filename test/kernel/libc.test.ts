import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { afterEach, describe, expect, test } from 'vitest';
import { directoryEntries, LibcError, mountsChanged, openAt, openPty, setWindowSize } from '../../src/kernel/libc.ts';
import { needs } from '../helpers/require.ts';

const open: number[] = [];
const opened = (path: string, flags = 'r') => {
  const fd = openSync(path, flags);
  open.push(fd);
  return fd;
};
afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
});

describe.runIf(needs(existsSync('/dev/ptmx'), 'pseudo-terminals (/dev/ptmx)'))('pseudo-terminal', () => {
  test('bytes go through, and the size is the one asked for', () => {
    const pty = openPty({ columns: 91, rows: 17 });
    open.push(pty.master);
    const slave = opened(pty.path, 'r+');
    expect(isatty(slave)).toBe(true);
    writeSync(slave, 'hello');
    const buffer = Buffer.alloc(16);
    expect(buffer.toString('latin1', 0, readSync(pty.master, buffer))).toBe('hello');

    const size = () => spawnSync('stty', ['size'], { stdio: [slave, 'pipe', 'inherit'], encoding: 'utf8' }).stdout;
    expect(size()).toBe('17 91\n');
    setWindowSize(pty.master, { columns: 40, rows: 10 });
    expect(size()).toBe('10 40\n');
  });

  test('two are different', () => {
    const [a, b] = [openPty({ columns: 80, rows: 24 }), openPty({ columns: 80, rows: 24 })];
    open.push(a.master, b.master);
    expect(a.path).not.toBe(b.path);
  });
});

test('a size for what is no terminal is refused by name', () => {
  expect(() => setWindowSize(opened('/dev/null'), { columns: 1, rows: 1 })).toThrow(
    new LibcError('ioctl(TIOCSWINSZ)', 'ENOTTY'),
  );
});

test('a closed descriptor is EBADF', () => {
  const fd = openSync('/proc/self/ns/uts', 'r');
  closeSync(fd);
  expect(() => setWindowSize(fd, { columns: 1, rows: 1 })).toThrow(expect.objectContaining({ code: 'EBADF' }));
});

test('a file from an open directory on, and what a directory holds', () => {
  const proc = opened('/proc');
  const status = openAt(proc, 'self/status');
  open.push(status);
  expect(readFileSync(status, 'utf8')).toContain(`Pid:\t${process.pid}`);
  expect(() => openAt(proc, 'none')).toThrow(new LibcError('openat "none"', 'ENOENT'));
  // more than one buffer of them
  const folder = 'node_modules';
  const entries = directoryEntries(opened(folder));
  expect(entries.map(({ name }) => name).sort()).toEqual(readdirSync(folder).sort());
  expect(entries.find(({ name }) => name === '.bin')?.isDirectory).toBe(true);
  expect(entries.find(({ name }) => name === '.package-lock.json')?.isDirectory).toBe(false);
});

test('a table of mounts that stays as it is has not changed', () => {
  const table = opened('/proc/self/mountinfo');
  expect(mountsChanged(table)).toBe(false);
});
