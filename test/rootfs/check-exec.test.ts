import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkExec, type RootReader } from '../../src/rootfs/check-exec.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
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
    'bin/lacks-loader': tinyElf({ machine: 62, interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so'] }),
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

const check = (...argv: string[]) => checkExec(tree, argv, { path: '/usr/bin:/sbin:/bin', arch: 'x64' });

test.each(['static', 'fine', 'by-runpath', 'script', 'link'])('%s would start', async name => {
  expect(await check(name)).toEqual({ program: `/bin/${name}`, problem: null });
  expect(await check(`/bin/../bin/${name}`)).toMatchObject({ problem: null });
});

test.each([
  ['nobody', 'not-found', 'nobody', /no program of that name in \/usr\/bin:\/sbin:\/bin$/],
  ['/bin/nobody', 'not-found', '/bin/nobody', /no such file in the root filesystem$/],
  ['', 'not-found', '', /an empty name/],
  ['dangling', 'not-found', 'dangling', /no program of that name/],
  ['not-executable', 'not-executable', '/sbin/not-executable', /not executable/],
  ['/sbin/not-executable', 'not-executable', '/sbin/not-executable', /chmod \+x/],
  ['/bin/folder', 'not-a-program', '/bin/folder', /is a directory/],
  ['folder', 'not-a-program', '/bin/folder', /is a directory/],
  ['for-arm', 'wrong-arch', '/bin/for-arm', /built for arm64, this machine is x64$/],
  ['for-riscv', 'wrong-arch', '/bin/for-riscv', /another kind of machine/],
  ['lacks-loader', 'no-interpreter', '/lib/ld-musl-x86_64.so.1', /needs its loader \/lib\/ld-musl-x86_64\.so\.1/],
  ['lacks-library', 'no-library', 'libnone.so.2', /\/bin\/lacks-library: needs the library libnone\.so\.2/],
  ['deep', 'no-library', 'libdeeper.so.7', /\/usr\/lib\/libdeep\.so: needs the library libdeeper\.so\.7/],
  ['other-arch-library', 'no-library', 'libarm.so', /libarm\.so/],
  ['lacks-interpreter', 'no-script-interpreter', '/usr/bin/python9', /its first line names \/usr\/bin\/python9/],
  ['script-of-script', 'no-script-interpreter', '/usr/bin/python9', /python9/],
  ['script-of-broken', 'no-library', 'libnone.so.2', /libnone/],
  ['names-nothing', 'no-script-interpreter', '/bin/names-nothing', /names no interpreter/],
  ['text', 'not-a-program', '/bin/text', /neither an ELF program nor a script/],
  ['empty', 'not-a-program', '/bin/empty', /neither/],
  ['damaged', 'not-a-program', '/bin/damaged', /damaged: /],
])('%j: %s', async (program, kind, name, message) => {
  const { problem } = await check(program);
  expect(problem).toMatchObject({ kind, name });
  expect(problem?.message).toMatch(message);
  expect(problem?.message).not.toMatch(/\.$/);
});

test('a script whose interpreter is itself ends the search', async () => {
  expect((await check('itself')).problem).toBeNull();
});

describe('other ways to look', () => {
  test('a source that does not know modes says nothing about them', async () => {
    const blind: RootReader = {
      ...tree,
      stat: async path => ((await tree.stat(path)) ? { mode: null } : null),
      readAt: (...args) => tree.readAt(...args),
    };
    expect((await checkExec(blind, ['/sbin/not-executable'], { path: '/bin', arch: 'x64' })).problem).toBeNull();
  });

  test('what cannot be read is left to the kernel', async () => {
    const locked: RootReader = {
      stat: path => tree.stat(path),
      readAt: async () => {
        throw new Error('EACCES');
      },
    };
    expect((await checkExec(locked, ['fine'], { path: '/bin', arch: 'x64' })).problem).toBeNull();
  });

  test('relative names begin at the working directory', async () => {
    expect(await checkExec(tree, ['./static'], { path: '', cwd: '/bin', arch: 'x64' })).toEqual({
      program: '/bin/static',
      problem: null,
    });
  });
});

test('programs of this machine in its own root', async () => {
  const host = new HostTree();
  for (const program of [process.execPath, '/bin/sh']) {
    expect(await checkExec(host, [program], { path: '/bin', arch: process.arch })).toEqual({ program, problem: null });
  }
});
