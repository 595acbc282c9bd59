import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DirectoryTree } from '../../src/rootfs/directory-tree.ts';
import { KnownTree } from '../../src/rootfs/known-tree.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-tree-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
mkdirSync(join(dir, 'bin'));
writeFileSync(join(dir, 'bin/box'), '', { mode: 0o755 });
const LINKS: Record<string, string> = {
  sh: '/bin/box',
  dangling: '/nix/store/x',
  one: 'two',
  two: 'one',
  exe: '/proc/self/exe',
};
for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(dir, 'bin', name));
const known = new KnownTree();
known.add('bin/box', { mode: 0o100755 });
for (const [name, link] of Object.entries(LINKS)) known.add(`bin/${name}`, { mode: 0o120777, link });

test.each([
  ['a directory', new DirectoryTree(`${dir}/`)],
  ['the names of an archive', known],
])('%s: a link is what it leads to in this root', async (_, tree) => {
  expect((await tree.stat('/bin/sh'))?.mode).toBe(0o100755);
  for (const name of ['none', 'dangling', 'one', 'box/none']) expect(await tree.stat(`/bin/${name}`)).toBeNull();
  expect(await tree.stat('/bin/exe'), 'proc is mounted there later').toEqual({ mode: null });
});
