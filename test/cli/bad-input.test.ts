import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-bad-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** One sentence, a hint at most, never a stack. */
function sentence(stderr: string): string {
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  return stderr;
}

describe('bad input', () => {
  it.each<[string[], number, RegExp]>([
    [['run', '99'], 2, /no lesson '99'[\s\S]*01-mount-rootfs/],
    [['run', '02-unshare/nope'], 2, /lesson 02-unshare has no step 'nope'/],
    [['run', '--until', 'nope'], 2, /no lesson 'nope'/],
    [['run'], 2, /name a lesson/],
    [['run', '--all', '--'], 2, /nothing follows --/],
    [['run', '--all', '--json', '--plain'], 2, /exclude each other/],
    [['run', '--all', '--rootfs', '/nonexistent/x.tar'], 2, /there is no \/nonexistent\/x\.tar/],
    [['open', 'nope'], 2, /no lesson 'nope'/],
    [['--nope'], 2, /unknown option '--nope'/],
    [['lust'], 2, /lust/],
    [['lint', '/nonexistent'], 2, /there is no \/nonexistent/],
  ])('%j exits with %i', async (args, code, message) => {
    const result = await cli(args);
    expect(sentence(result.stderr)).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
  });

  it('names file and line of a broken lesson, and how to mend it', async () => {
    const file = join(dir, '09-broken.md');
    writeFileSync(file, '---\nschema: 1\ntitle: Broken\nsteps:\n  - { id: a, type: nonsense }\n---\n\n## a\ntext\n');
    const result = await cli(['lint', file]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/09-broken\.md:5: .*\n {2}fix: /);
  });

  it('refuses a rootfs that is neither directory nor archive', async () => {
    const file = join(dir, 'rootfs.txt');
    writeFileSync(file, 'hello');
    const result = await cli(['run', '--all', '--rootfs', file]);
    expect(result.code).toBe(2);
    expect(sentence(result.stderr)).toContain(file);
  });

  it('lists what there is, and its own version', async () => {
    expect((await cli(['list'])).stdout).toContain('06-start-app');
    expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await cli(['--help']);
    expect(help.stdout).toContain('Examples:');
    expect(help.code).toBe(0);
  });
});
