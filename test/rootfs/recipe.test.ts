import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkExec } from '../../src/rootfs/check-exec.ts';
import { HostTree } from '../../src/rootfs/host-tree.ts';
import { plan } from '../../src/rootfs/recipe.ts';
import { RootfsError } from '../../src/rootfs/recipe-parts.ts';
import { carryOut } from '../helpers/carry-out.ts';
import { isRoot, needs, which } from '../helpers/require.ts';
import { tinyElf } from '../helpers/tiny-elf.ts';

const skeleton = fileURLToPath(new URL('../../rootfs/skeleton', import.meta.url));
const machine = process.arch === 'arm64' ? 183 : 62;
const foreign = process.arch === 'arm64' ? 62 : 183;

let folder: string;
let layers: string;
let image: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recipe-'));
  layers = join(folder, 'layers');
  image = join(layers, 'image');
  mkdirSync(layers);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A host of which everything is known. */
function host(files: Record<string, Buffer | string>): { root: string; path: string } {
  const root = join(folder, 'host');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o755 });
  }
  return { root, path: '/usr/local/bin:/usr/bin' };
}

const loader = '/lib64/ld-linux.so.2';
const dynamic = (...needed: string[]) => tinyElf({ machine, interpreter: loader, needed });
const library = (...needed: string[]) => tinyElf({ machine, needed });
// The names follow any byte, and what begins like them need not be them.
const applets = Buffer.from('\0[\0[[\0no name\0 [\0[[\0cat\0ls\0rare-applet\0sh\0vi\0\0after');

describe('static busybox', () => {
  const busybox = Buffer.concat([tinyElf({ machine }), applets]);

  test('is taken, with the names it has', async () => {
    const recipe = await plan({ layers, apps: null, skeleton, host: host({ 'usr/bin/busybox': busybox }) });
    expect(recipe).toMatchObject({ source: 'static busybox /usr/bin/busybox', lower: image });
    carryOut(recipe.steps);
    expect(readdirSync(join(image, 'bin')).sort()).toEqual(['[', '[[', 'busybox', 'cat', 'ls', 'sh', 'vi']);
    expect(lstatSync(join(image, 'bin/sh')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(image, 'bin/busybox'))).toEqual(busybox);
  });

  test.each([
    ['dynamic', dynamic('libc.so.6')],
    ['of another machine', Buffer.concat([tinyElf({ machine: foreign }), applets])],
    ['a script', '#!/bin/sh\n'],
    ['damaged', '\x7fELF'],
    ['empty', ''],
  ])('one that is %s is not', async (_what, content) => {
    const planned = plan({ layers, apps: null, skeleton, host: host({ 'usr/bin/busybox': content }) });
    await expect(planned).rejects.toThrow(/neither a static busybox nor a shell.*install busybox-static/);
  });
});

describe('host tools with their libraries', () => {
  const files = {
    'usr/bin/dash': dynamic('libc.so.6'),
    'usr/bin/ls': dynamic('libselinux.so.1', 'libc.so.6'),
    'usr/bin/ps': dynamic('libgone.so.1'),
    'usr/bin/id': '#!/bin/sh\n',
    'usr/bin/cat': tinyElf({ machine: foreign }),
    [loader.slice(1)]: library(),
    'lib64/libc.so.6': library('ld-linux.so.2'),
    'lib64/libselinux.so.1': library('libpcre.so.0', 'libc.so.6'),
    'usr/lib/libpcre.so.0': library('libselinux.so.1'),
  };

  test('only tools that would run, and everything they need', async () => {
    const tree = host(files);
    symlinkSync('dash', join(tree.root, 'usr/bin/sh'));
    const recipe = await plan({ layers, apps: null, skeleton, host: tree });
    expect(recipe.source).toBe('host tools with their libraries');
    carryOut(recipe.steps);
    expect(readdirSync(join(image, 'bin')).sort()).toEqual(['dash', 'ls', 'sh']);
    expect(readdirSync(join(image, 'lib64')).sort()).toEqual(['ld-linux.so.2', 'libc.so.6', 'libselinux.so.1']);
    expect(readdirSync(join(image, 'usr/lib'))).toEqual(['libpcre.so.0']);
    const check = await checkExec(new HostTree({ root: image }), ['ls'], { path: '/bin', arch: 'any' });
    expect(check).toEqual({ program: '/bin/ls', problem: null });
  });

  test('many names of one program are one file', async () => {
    const tree = host({ ...files, 'usr/bin/box': dynamic('libc.so.6') });
    for (const name of ['sh', 'echo', 'sleep']) symlinkSync('/usr/bin/box', join(tree.root, 'usr/bin', name));
    const { steps } = await plan({ layers, apps: null, skeleton, host: tree });
    expect(
      steps.filter(({ op, args }) => op === 'copy' && args.source === join(tree.root, 'usr/bin/box')),
    ).toHaveLength(1);
    expect(steps).toContainEqual({
      op: 'symlink',
      args: { target: '/bin/box', paths: ['echo', 'sh', 'sleep'].map(name => `${image}/bin/${name}`) },
    });
  });

  test('no shell, no root filesystem', async () => {
    await expect(plan({ layers, apps: null, skeleton, host: host(files) })).rejects.toBeInstanceOf(RootfsError);
  });
});

describe('what every image gets', () => {
  test('apps, skeleton and the empty directories with their modes', async () => {
    const apps = join(folder, 'lab-apps');
    writeFileSync(apps, 'apps');
    const busybox = Buffer.concat([tinyElf({ machine }), applets]);
    carryOut((await plan({ layers, apps, skeleton, host: host({ 'bin/busybox': busybox }) })).steps);
    for (const name of ['info', 'hog', 'spin', 'forks', 'escape', 'pause', 'tries'])
      expect(lstatSync(join(image, 'bin', name)).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(image, 'bin/lab-apps'), 'utf8')).toBe('apps');
    expect(readFileSync(join(image, 'etc/os-release'), 'utf8')).toContain('NAME="container-lab rootfs"\n');
    expect(readdirSync(join(image, 'etc')).sort()).toEqual([
      'group',
      'hosts',
      'os-release',
      'passwd',
      'profile',
      'shrc',
    ]);
    const mode = (name: string) => (statSync(join(image, name)).mode & 0o7777).toString(8);
    expect(['tmp', 'root', 'proc', 'sys', 'dev', 'run'].map(mode)).toEqual(['1777', '700', '755', '755', '755', '755']);
  });
});

describe('--rootfs', () => {
  const given = (rootfs: string) => plan({ layers, rootfs, apps: null, skeleton });

  test('a directory is used as it is; what later steps mount on and it lacks is named', async () => {
    mkdirSync(join(folder, 'proc'));
    expect(await given(folder)).toMatchObject({
      source: `directory ${folder}`,
      lower: folder,
      steps: [],
      mountPoints: ['dev', 'sys', 'tmp'],
      size: 512 * 2 ** 20,
      foreign: true,
    });
    expect((await given(`${folder}/layers/..`)).lower).toBe(folder);
  });

  test.each<[string, (path: string) => void, RegExp]>([
    ['missing', () => {}, /there is no such file or directory$/],
    ['picture.tar', path => writeFileSync(path, 'x'), /neither a directory nor a tar archive, by what the file begins/],
    ['no-more.tar', path => writeFileSync(path, Buffer.alloc(512)), /the archive is empty$/],
    ['empty.tar', path => writeFileSync(path, ''), /the file is empty$/],
    ['comma,dir', path => mkdirSync(path), /a comma, colon or backslash/],
    ['folder.tar/x', () => {}, /no such file/],
  ])('%s: one clear sentence', async (name, make, message) => {
    const path = join(folder, name);
    make(path);
    const error: unknown = await given(path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RootfsError);
    expect(error).toMatchObject({ path, message: expect.stringMatching(message) });
    expect((error as Error).message).toContain(`root filesystem ${path}: `);
  });
});

describe.runIf(needs(!isRoot || which('setpriv') !== null, 'an unprivileged user (setpriv)'))(
  '--rootfs, unreadable',
  () => {
    test('one clear sentence', () => {
      const path = join(folder, 'secret');
      mkdirSync(path, { mode: 0o000 });
      const bundle = join(folder, 'plan.mjs');
      buildSync({
        stdin: {
          contents: `import { plan } from './recipe.ts';
          await plan({ layers: '/l', rootfs: process.argv[2], apps: null, skeleton: '/s' }).catch(e => console.log(e.name, e.message));`,
          resolveDir: fileURLToPath(new URL('../../src/rootfs', import.meta.url)),
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile: bundle,
      });
      chmodSync(folder, 0o755);
      const drop = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env'];
      const [program = '', ...options] = [...drop, process.execPath, bundle, path];
      const { stdout } = spawnSync(program, options, { encoding: 'utf8' });
      expect(stdout).toBe(
        `RootfsError root filesystem ${path}: you may not read it, its owner or mode is in the way\n`,
      );
    });
  },
);
