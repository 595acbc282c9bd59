import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli } from '../../helpers/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'lab-new-lesson-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const dir = join(root, "it's mine");

test('writes a lesson and the schema beside it; it lints, is listed after the course and can be shown', async () => {
  const { stdout, code } = await cli(['new-lesson', 'host-names', '--dir', dir]);
  expect(code).toBe(0);
  expect(readdirSync(dir).sort()).toEqual(['50-host-names.md', 'lesson.schema.json']);
  expect(readFileSync(join(dir, '50-host-names.md'), 'utf8')).toContain('\ntitle: Host names\n');
  expect(stdout).toContain(`run --lessons '${root}/it'\\''s mine' 50-host-names`);
  expect((await cli(['lint', dir])).stdout).toBe('1 lesson: no problem found\n');
  const list = JSON.parse((await cli(['list', '--json', '--lessons', dir])).stdout) as { id: string }[];
  expect(list.at(-1)?.id).toBe('50-host-names');
  expect(list.length).toBeGreaterThan(6);
});

test('a second one has the next number', async () => {
  expect((await cli(['new-lesson', 'more', '--dir', dir])).stdout).toContain('51-more.md');
});

test.each([
  ['host-names', /the name "host-names" is taken by lesson 50-host-names/],
  ['06-x', /the number 06 is taken by lesson 06-start-app/],
  ['unshare', /the name "unshare" is taken by lesson 02-unshare/],
  ['../out', /not a lesson's name/],
  ['Big', /not a lesson's name/],
])('%s is refused', async (name, message) => {
  const before = readdirSync(dir);
  const { stdout, stderr, code } = await cli(['new-lesson', name, '--dir', dir]);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toMatch(message);
  expect(readdirSync(dir)).toEqual(before);
});

test('a folder that cannot be is told', async () => {
  const { stderr, code } = await cli(['new-lesson', 'a', '--dir', '/proc/none']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^container-lab: \/proc\/none\/50-a\.md cannot be written: no such/m);
});

test('--lessons with a path that is no folder', async () => {
  const { stderr, code } = await cli(['list', '--lessons', '/nonexistent']);
  expect(code).toBe(2);
  expect(stderr).toContain('/nonexistent is no folder that can be read');
});
