import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoArchive, survey } from '../../src/rootfs/survey.ts';

const folder = mkdtempSync(join(tmpdir(), 'survey-'));
const tree = join(folder, 'tree');
const archive = join(folder, 'a.tar');
const long = `${'directory/'.repeat(15)}file`;
const deep = 'd'.repeat(200);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(tree, long, '..'), { recursive: true });
  mkdirSync(join(tree, 'bin'));
  writeFileSync(join(tree, long), 'x'.repeat(5000), { mode: 0o640 });
  writeFileSync(join(tree, 'bin/box'), 'x', { mode: 0o755 });
  linkSync(join(tree, 'bin/box'), join(tree, 'bin/other'));
  symlinkSync(`/${deep}/../bin/box`, join(tree, 'bin/link'));
  mkdirSync(join(tree, deep));
  writeFileSync(join(tree, 'naïve ☃'), '');
  writeFileSync(join(tree, 'holes'), '');
  truncateSync(join(tree, 'holes'), 2 ** 22);
});

describe.each(['gnu', 'oldgnu', 'pax', 'ustar'])('a tar of the format %s', format => {
  test.each([[[]], [['--sparse']]])('%j has the files that it has', async options => {
    const rest = format === 'ustar' ? ['--exclude', deep, '--exclude', 'link'] : [];
    const sparse = format === 'ustar' ? [] : options;
    execFileSync('tar', ['-C', tree, '-cf', archive, `--format=${format}`, ...rest, ...sparse, '.']);
    const found = await survey(archive, 2 ** 40, null);
    expect(found).toMatchObject({ complete: true });
    const stat = async (path: string) => (await found?.tree.stat(path))?.mode?.toString(8);
    expect(await stat(long)).toBe('100640');
    expect(await stat('/bin/box')).toBe('100755');
    expect(await stat('bin/other')).toBe('100755');
    expect(await stat('/naïve ☃')).toMatch(/^100/);
    if (format !== 'ustar') expect(await stat('/bin/link')).toBe('100755');
    expect(await stat('/holes')).toMatch(/^100/);
    expect(found?.bytes).toBeGreaterThanOrEqual(8192 + 4096);
  });
});

test('it stops where too much would be unpacked', async () => {
  execFileSync('tar', ['-C', tree, '-cf', archive, '.']);
  const found = await survey(archive, 4096, null);
  expect(found?.complete).toBe(false);
  expect(found?.bytes).toBeGreaterThan(4096);
});

test('one that breaks off is not known to its end', async () => {
  execFileSync('tar', ['-C', tree, '-cf', archive, '.']);
  truncateSync(archive, 2048);
  expect(await survey(archive, 2 ** 40, null)).toMatchObject({ complete: false });
});

test('something else', async () => {
  writeFileSync(archive, 'no archive');
  await expect(survey(archive, 1, null)).rejects.toBeInstanceOf(NoArchive);
});

/** A header of tar's, of a record or an empty file. */
function header(type: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write('name', 0);
  block.write(size.toString(8).padStart(11, '0'), 124);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return block;
}

test('its names alone do not fill our memory', async () => {
  let made = 0;
  writeFileSync(archive, '\xfd7zXZ\0', 'latin1');
  async function* endless() {
    for (const name = Buffer.alloc(2 ** 20, 'n'); made < 1000; made++) {
      name.write(String(made));
      yield Buffer.concat([header('L', name.length), name, header('0', 0)]);
    }
  }
  expect(await survey(archive, 2 ** 40, endless)).toMatchObject({ complete: false });
  expect(made).toBeLessThan(200);
});
