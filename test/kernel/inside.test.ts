import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveInside } from '../../src/kernel/inside.ts';

let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'inside-')));
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  writeFileSync(join(root, 'usr/bin/sh'), '');
  symlinkSync('usr/bin', join(root, 'bin'));
  symlinkSync('/usr/bin/sh', join(root, 'absolute'));
  symlinkSync('../../../../../../usr', join(root, 'up'));
  symlinkSync('loop', join(root, 'loop'));
});
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['/bin/sh', '/usr/bin/sh'],
  ['/absolute', '/usr/bin/sh'],
  ['/up/bin/sh', '/usr/bin/sh'],
  ['/../../usr/./bin/../bin/sh', '/usr/bin/sh'],
  ['/', ''],
])('%s stays inside', (path, real) => {
  expect(resolveInside(root, path)).toBe(root + real);
  expect(resolveInside(`${root}/`, path)).toBe(root + real);
});

test('what is not there, and a link to itself', () => {
  expect(() => resolveInside(root, '/etc/passwd')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => resolveInside(root, '/loop')).toThrow(expect.objectContaining({ code: 'ELOOP' }));
});

test('the whole machine is a root too', () => {
  expect(resolveInside('/', root)).toBe(root);
});
