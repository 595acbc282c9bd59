import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkExec } from '../../src/rootfs/check-exec.ts';
import { explains } from '../../src/rootfs/exec-problem.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
import type { RootReader } from '../../src/rootfs/look-up.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';

let root: string;
let tree: RootReader;
const loader = '/lib64/ld.so';
const x64 = (needed: string[] = [], runpath?: string) =>
  tinyElf({ machine: 62, interpreter: loader, needed, ...(runpath === undefined ? {} : { runpath }) });

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'check-exec-'));
  tree = new HostTree({ root });
  const files: Record<string, Buffer | string> = {
    'bin/static': tinyElf({ machine: 62 }),
    'bin/fine': x64(['libfine.so']),
    'bin/deep': x64(['libdeep.so']),
    'bin/lacks-library': x64(['libnone.so.2']),
    'bin/by-runpath': x64(['libown.so'], '$ORIGIN/../opt'),
    'bin/other-arch-library': x64(['libarm.so']),
    'bin/lacks-loader': tinyElf({ machine: 62, interpreter: '/lib/ld-none.so.1', needed: ['libc.so'] }),
    'bin/for-arm': tinyElf({ machine: 183 }),
    'bin/for-riscv': tinyElf({ machine: 243 }),
    'bin/damaged': x64(['libfine.so']).subarray(0, 80),
    'bin/empty': '',
    'bin/text': 'echo hello\n',
    'bin/script': '#! /bin/static -x\n',
    'bin/script-of-script': '#!/bin/lacks-interpreter\n',
    'bin/lacks-interpreter': '#!/usr/bin/python9\nprint()\n',
    'bin/names-nothing': '#!\n',
    'bin/itself': '#!/bin/itself\n',
    'bin/windows': '#!/bin/static\r\necho hi\r\n',
    'bin/windows-argument': '#!/bin/static -e\r\necho hi\r\n',
    'bin/long': `#!/opt/${'d'.repeat(300)}/sh\n`,
    'bin/long-argument': `#!/bin/static ${'a'.repeat(300)}\n`,
    'bin/no-newline': '#!/bin/static',
    'bin/marked': '\ufeff#!/bin/static\n',
    'bin/for-i386': tinyElf({ machine: 3 }),
    'bin/musl': tinyElf({
      machine: 62,
      interpreter: '/lib/ld-musl-x86_64.so.1',
      needed: ['libc.so', 'libpthread.so.0'],
    }),
    'bin/musl-elsewhere': tinyElf({ machine: 62, interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libz.so.1'] }),
    'bin/tokens': x64(['libtoken.so'], '/opt/$LIB:/opt/${PLATFORM}'),
    'bin/hwcaps': x64(['libfast.so']),
    'bin/broken-loader': tinyElf({ machine: 62, interpreter: '/lib64/empty.so' }),
    'lib64/empty.so': 'no ELF',
    'lib/ld-musl-x86_64.so.1': tinyElf({ machine: 62 }),
    'etc/ld-musl-x86_64.path': '/usr/musl\n/usr/musl2\n',
    'usr/musl2/libz.so.1': tinyElf({ machine: 62 }),
    'opt/x86_64/libtoken.so': tinyElf({ machine: 62, needed: ['libfine.so'] }),
    'lib64/glibc-hwcaps/x86-64-v2/libfast.so': tinyElf({ machine: 62 }),
    'bin/script-of-broken': '#!/bin/lacks-library\n',
    'lib64/ld.so': tinyElf({ machine: 62 }),
    'lib64/libfine.so': tinyElf({ machine: 62 }),
    'usr/lib/libdeep.so': tinyElf({ machine: 62, needed: ['libdeeper.so.7'] }),
    'opt/libown.so': tinyElf({ machine: 62 }),
    'lib/libarm.so': tinyElf({ machine: 183 }),
    'sbin/not-executable': tinyElf({ machine: 62 }),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o755 });
  }
  chmodSync(join(root, 'sbin/not-executable'), 0o644);
  mkdirSync(join(root, 'bin/folder'));
  symlinkSync('/bin/static', join(root, 'bin/link'));
  symlinkSync('nowhere', join(root, 'bin/dangling'));
});
afterAll(() => rmSync(root, { recursive: true }));

const check = (...argv: string[]) => checkExec(tree, argv, { path: '/usr/bin:/sbin:/bin', arch: 'x86_64' });

test.each([
  'static',
  'fine',
  'by-runpath',
  'script',
  'link',
  'long-argument',
  'no-newline',
  'windows-argument',
  'musl',
  'musl-elsewhere',
  'tokens',
  'hwcaps',
])('%s would start', async name => {
  expect(await check(name)).toEqual({ program: `/bin/${name}`, problem: null });
  expect(await check(`/bin/../bin/${name}`)).toMatchObject({ problem: null });
});

test.each([
  ['nobody', 'not-found', 'nobody', /no program of that name in \/usr\/bin:\/sbin:\/bin$/],
  [
    '/bin/nobody',
    'not-found',
    '/bin/nobody',
    /no such file in the root filesystem, or it is a link that leads to none$/,
  ],
  ['', 'not-found', '', /an empty name/],
  ['dangling', 'not-found', 'dangling', /no program of that name/],
  ['not-executable', 'not-executable', '/sbin/not-executable', /not executable/],
  ['/sbin/not-executable', 'not-executable', '/sbin/not-executable', /not executable$/],
  ['/bin/folder', 'no-program', '/bin/folder', /is a directory/],
  ['folder', 'no-program', '/bin/folder', /is a directory/],
  ['for-arm', 'wrong-arch', '/bin/for-arm', /built for aarch64, this machine is x86_64$/],
  ['for-riscv', 'wrong-arch', '/bin/for-riscv', /built for riscv64/],
  ['for-i386', 'wrong-arch', '/bin/for-i386', /built for i386/],
  ['lacks-loader', 'no-interpreter', '/lib/ld-none.so.1', /needs its loader \/lib\/ld-none\.so\.1/],
  ['broken-loader', 'bad-loader', '/lib64/empty.so', /which is no ELF program$/],
  ['lacks-library', 'no-library', 'libnone.so.2', /\/bin\/lacks-library needs the library libnone\.so\.2/],
  ['deep', 'no-library', 'libdeeper.so.7', /\/usr\/lib\/libdeep\.so needs the library libdeeper\.so\.7/],
  ['other-arch-library', 'no-library', 'libarm.so', /libarm\.so/],
  ['lacks-interpreter', 'no-script-interpreter', '/usr/bin/python9', /lacks-interpreter names \/usr\/bin\/python9/],
  ['windows', 'no-script-interpreter', '/bin/static\r', /carriage return.*program "\/bin\/static\\r"$/],
  [
    'long',
    'not-a-program',
    '/bin/long',
    /^the first line of \/bin\/long is too long: the kernel reads 256 bytes of it$/,
  ],
  ['marked', 'not-a-program', '/bin/marked', /byte order mark \(EF BB BF\), before its #!$/],
  ['script-of-script', 'no-script-interpreter', '/usr/bin/python9', /python9/],
  ['script-of-broken', 'no-library', 'libnone.so.2', /libnone/],
  ['names-nothing', 'not-a-program', '/bin/names-nothing', /names no interpreter/],
  ['itself', 'too-many-scripts', '/bin/itself', /more than 4 scripts/],
  ['text', 'not-a-program', '/bin/text', /neither an ELF program nor a script/],
  ['empty', 'not-a-program', '/bin/empty', /neither/],
  ['damaged', 'not-a-program', '/bin/damaged', /is damaged: /],
])('%j: %s', async (program, kind, name, message) => {
  const { problem } = await check(program);
  expect(problem).toMatchObject({ kind, name });
  expect(problem?.message).toMatch(message);
  expect(problem?.message).not.toMatch(/\.$/);
});

test.each([
  ['lacks-loader', 'ENOENT', true],
  ['lacks-loader', 'EACCES', false],
  ['windows', 'ENOENT', true],
  ['long', 'ENOEXEC', true],
  ['long', 'ENOENT', false],
  ['for-arm', 'ENOEXEC', true],
  ['not-executable', 'EACCES', true],
  ['lacks-library', 'ENOENT', false],
])('what is found of %s explains %s: %j', async (program, errno, fits) => {
  const { problem } = await check(program);
  expect(problem !== null && explains(problem, errno)).toBe(fits);
});

test('a machine that is not known by name is no other one', async () => {
  const around = { path: '/bin', arch: 'e2k' };
  expect((await checkExec(tree, ['static'], around)).problem).toBeNull();
});

describe('other ways to look', () => {
  test('a source that does not know modes says nothing about them', async () => {
    const blind: RootReader = {
      ...tree,
      stat: async path => ((await tree.stat(path)) ? { mode: null } : null),
      readAt: (...args) => tree.readAt(...args),
    };
    expect((await checkExec(blind, ['/sbin/not-executable'], { path: '/bin', arch: 'x86_64' })).problem).toBeNull();
  });

  test('what cannot be read is left to the kernel', async () => {
    const locked: RootReader = {
      stat: path => tree.stat(path),
      readAt: async () => {
        throw new Error('EACCES');
      },
    };
    expect((await checkExec(locked, ['fine'], { path: '/bin', arch: 'x86_64' })).problem).toBeNull();
  });

  test('relative names begin at the working directory', async () => {
    expect(await checkExec(tree, ['./static'], { path: '', cwd: '/bin', arch: 'x86_64' })).toEqual({
      program: '/bin/static',
      problem: null,
    });
  });
});

/** As uname(2) names this machine. */
function machine(): string {
  return { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
}

test('programs of this machine in its own root', async () => {
  const host = new HostTree();
  for (const program of [process.execPath, '/bin/sh']) {
    expect(await checkExec(host, [program], { path: '/bin', arch: machine() })).toEqual({ program, problem: null });
  }
});
