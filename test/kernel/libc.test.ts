import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { isatty } from 'node:tty';
import { afterEach, describe, expect, test } from 'vitest';
import {
  directoryEntries,
  inBoundingSet,
  LibcError,
  mountsChanged,
  namespaceType,
  openAt,
  openPty,
  owningUserNamespace,
  parentNamespace,
  processFlags,
  setWindowSize,
} from '../../src/kernel/libc.ts';
import { NAMESPACES } from '../../src/kernel/namespaces.ts';
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

test('each namespace link says its own type', () => {
  for (const { name, value } of NAMESPACES) {
    if (existsSync(`/proc/self/ns/${name}`)) expect(namespaceType(opened(`/proc/self/ns/${name}`))).toBe(value);
  }
});

test('our UTS namespace belongs to our user namespace', () => {
  const owner = owningUserNamespace(opened('/proc/self/ns/uts'));
  open.push(owner);
  expect(fstatSync(owner).ino).toBe(statSync('/proc/self/ns/user').ino);
});

test('a namespace without parents says so', () => {
  expect(() => parentNamespace(opened('/proc/self/ns/uts'))).toThrow(expect.objectContaining({ code: 'EINVAL' }));
});

test('a closed descriptor is EBADF', () => {
  const fd = openSync('/proc/self/ns/uts', 'r');
  closeSync(fd);
  expect(() => namespaceType(fd)).toThrow(expect.objectContaining({ code: 'EBADF' }));
});

test('the flags of this process are those of /proc', () => {
  const status = readFileSync('/proc/self/status', 'latin1');
  const { dumpable, noNewPrivs } = processFlags();
  expect(noNewPrivs).toBe(/^NoNewPrivs:\t1$/m.test(status));
  expect(dumpable).toBe(true);
});

test('the bounding set is that of /proc', () => {
  const mask = BigInt(`0x${/^CapBnd:\t(\w+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]}`);
  for (let bit = 0; bit <= 36; bit++) expect(inBoundingSet(bit)).toBe(((mask >> BigInt(bit)) & 1n) === 1n);
  expect(() => inBoundingSet(63)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
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
