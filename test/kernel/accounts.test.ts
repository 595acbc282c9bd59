import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerUid, tableRows } from '../../src/kernel/accounts.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-accounts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a table in its fields, empty ones too; no row where there is no table', () => {
  const file = join(folder, 'group');
  writeFileSync(file, 'root:x:0:\n\nannes:x:100:anne,bert\n');
  expect(tableRows(file)).toEqual([
    ['root', 'x', '0', ''],
    ['annes', 'x', '100', 'anne,bert'],
  ]);
  expect(tableRows(join(folder, 'none'))).toEqual([]);
});

test.each([
  [{ SUDO_UID: '1001' }, 1001],
  [{ SUDO_UID: '0' }, null],
  [{ SUDO_UID: 'anne' }, null],
  [{ SUDO_UID: '' }, null],
  [{}, null],
])('who called sudo: %j', (env, uid) => expect(callerUid(env)).toBe(uid));
