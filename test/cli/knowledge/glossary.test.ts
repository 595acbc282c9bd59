import { expect, test } from 'vitest';
import { cli } from '../../helpers/cli.ts';

test('all words, one a line', async () => {
  const { stdout, code } = await cli(['glossary']);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual(143);
  expect(stdout).toMatch(/^bind mount +A mount /m);
});

test.each([[['bind mount']], [['Bind', 'Mount']]])('%j: its text and its lessons, written or not', async words => {
  const { stdout } = await cli(['glossary', ...words]);
  expect(stdout).toMatch(/^bind mount\n {2}A mount .*\n {2}lesson 01-mount-rootfs: .*\n {2}lesson 13/);
});

test('another name of a word', async () => {
  expect((await cli(['glossary', 'attach'])).stdout).toMatch(/^attach \(docker attach\) \(also: attach\)\n/);
});

test('as JSON', async () => {
  const one = JSON.parse((await cli(['glossary', 'rootfs', '--json'])).stdout);
  expect(one).toMatchObject({ term: 'rootfs', text: expect.any(String), lessons: expect.any(Array) });
  expect(JSON.parse((await cli(['glossary', '--json'])).stdout)).toContainEqual(one);
});

test.each([
  ['chrot', "did you mean 'chroot'?"],
  ['zzzzzzzzzzzz', 'container-lab glossary lists them all'],
])('%s is not there', async (word, hint) => {
  const { stdout, stderr, code } = await cli(['glossary', word]);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toContain(hint);
});

test('finds a term by a beginning that only it has', async () => {
  const { stdout, code } = await cli(['glossary', 'pivot']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pivot_root/);
});
