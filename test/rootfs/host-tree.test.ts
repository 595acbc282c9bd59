import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostTree } from '../../src/rootfs/host-tree.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'host-tree-'));
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  mkdirSync(join(root, 'usr/local/bin/tool'), { recursive: true });
  writeFileSync(join(root, 'usr/bin/tool'), '0123456789', { mode: 0o755 });
  writeFileSync(join(root, 'usr/bin/plain'), '', { mode: 0o644 });
  symlinkSync('/usr/bin/tool', join(root, 'usr/bin/alias'));
});
afterAll(() => rmSync(root, { recursive: true }));

const tree = (path = '/usr/local/bin:/usr/bin') => new HostTree({ root, path });

test('which: executable regular files only, in the order of PATH', async () => {
  expect(await tree().which('tool')).toBe('/usr/bin/tool');
  expect(await tree().which('plain')).toBeNull();
  expect(await tree().which('nobody')).toBeNull();
});

test('the usual places are searched whatever PATH says, relative entries are not', async () => {
  expect(await tree('.:bin:').which('tool')).toBe('/usr/bin/tool');
});

test('links are followed inside the tree', () => {
  expect(tree().real('/usr/bin/alias')).toBe('/usr/bin/tool');
  expect(tree().onHost('/usr/bin/alias')).toBe(join(root, 'usr/bin/tool'));
});

test('bytes at an offset, fewer at the end', async () => {
  expect((await tree().readAt('/usr/bin/alias', 8, 100)).toString()).toBe('89');
  expect(await tree().readAt('/usr/bin/tool', 50, 10)).toHaveLength(0);
  await expect(tree().readAt('/none', 0, 1)).rejects.toThrow(/ENOENT/);
  expect(await tree().stat('/none')).toBeNull();
});
