import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decompress } from '../../src/helper/decompress.ts';
import { givenRootfs } from '../../src/rootfs/given.ts';
import { needs } from '../helpers/require.ts';

const folder = mkdtempSync(join(tmpdir(), 'given-'));
const tree = join(folder, 'tree');
const MIB = 2 ** 20;
const given = (name: string, most?: typeof decompress | null) =>
  givenRootfs({ path: join(folder, name), image: '/image', decompress: most === undefined ? decompress : most });
const tar = (...words: string[]) => execFileSync('tar', ['-C', tree, ...words]);

beforeAll(() => {
  mkdirSync(join(tree, 'bin'), { recursive: true });
  writeFileSync(join(tree, 'bin/box'), 'x', { mode: 0o755 });
  symlinkSync('/bin/box', join(tree, 'bin/sh'));
  tar('-cf', join(folder, 'a.tar'), '.');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an archive is recognised by its content, whatever it is called', () => {
  test.each([
    ['archive', null, ''],
    ['a.TAR.GZ', 'gzip', '-z'],
    ['a.txz', 'xz', '-J'],
    ['a.tbz2', 'bzip2', '-j'],
    ['a.tar.bz2', 'bzip2', '-j'],
    ['a.tar.zst', 'zstd', '--zstd'],
    ['picture.png', 'gzip', '-z'],
  ])('%s', async (name, program, option) => {
    if (program !== null && !needs(program, 'packs the archive')) return;
    tar('-cf', join(folder, name), ...(option === '' ? [] : [option]), '.');
    const recipe = await given(name);
    expect(recipe).toMatchObject({ source: `tar ${join(folder, name)}`, lower: '/image', size: 512 * MIB });
    expect(recipe.steps.map(({ op }) => op)).toEqual(['mkdir', 'unpack']);
    expect(await recipe.tree?.stat('/bin/sh')).toEqual({ mode: 0o100755 });
    expect(await recipe.tree?.stat('/bin/ash')).toBeNull();
  });

  test('what cannot be looked into here is left to tar', async () => {
    tar('-cJf', join(folder, 'later.txz'), '.');
    expect(await given('later.txz', null)).toMatchObject({ tree: null });
    tar('-czf', join(folder, 'cut.tgz'), '.');
    truncateSync(join(folder, 'cut.tgz'), 60);
    expect(await given('cut.tgz')).toMatchObject({ tree: null });
  });
});

describe('its size', () => {
  test('the tmpfs of step 1 holds it, and what the container changes', async () => {
    withHoles('big.tar', 1, 700 * MIB);
    expect((await given('big.tar')).size).toBe(700 * MIB + 256 * MIB);
  });

  test('one that no memory can hold is refused before anything is started, with the way out', async () => {
    withHoles('huge.tar', 200, 7 * 2 ** 30);
    await expect(given('huge.tar')).rejects.toMatchObject({
      message: expect.stringMatching(/unpacked into memory, takes more than \d+ MiB/),
      hint: expect.stringMatching(/sudo tar -xpf .*huge\.tar -C DIR, then --rootfs DIR/),
    });
  });

  /** An archive whose files are holes, so that nobody has to write them. */
  function withHoles(name: string, count: number, size: number): void {
    const header = execFileSync('tar', ['-C', tree, '--format=ustar', '-cf', '-', 'bin/box']).subarray(0, 512);
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.write(`${' '.repeat(8)}`, 148, 'latin1');
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const fd = openSync(join(folder, name), 'w');
    for (let i = 0; i < count; i++) writeSync(fd, header, 0, 512, i * (512 + size));
    ftruncateSync(fd, count * (512 + size) + 1024);
    closeSync(fd);
  }
});

describe('an image archive is no root filesystem, and says so', () => {
  const layer = 'a'.repeat(64);
  const layouts: [string, string, Record<string, string>][] = [
    ['docker save', 'docker save', { 'manifest.json': '[]', [`${layer}/layer.tar`]: 'x' }],
    [
      'docker save with blobs',
      'docker save',
      { 'manifest.json': '[]', 'oci-layout': '{}', 'index.json': '{}', [`blobs/sha256/${layer}`]: 'x' },
    ],
    ['an OCI layout', 'OCI image layout', { 'oci-layout': '{}', 'index.json': '{}', [`blobs/sha256/${layer}`]: 'x' }],
  ];
  test.each(layouts)('%s', async (name, kind, files) => {
    const top = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(top, path, '..'), { recursive: true });
      writeFileSync(join(top, path), text);
    }
    const refusal = {
      name: 'RootfsError',
      message: expect.stringContaining(`: this is an image archive (${kind}), not a root filesystem`),
      hint: expect.stringMatching(/--rootfs/),
    };
    await expect(given(name)).rejects.toMatchObject(refusal);
    execFileSync('tar', ['-C', top, '-cf', join(folder, `${name}.tar`), '.']);
    await expect(given(`${name}.tar`)).rejects.toMatchObject(refusal);
    mkdirSync(join(top, 'bin'));
    expect(await given(name)).toMatchObject({ source: `directory ${top}` });
  });
});
