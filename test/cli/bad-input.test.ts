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
    [
      ['run', '--all', '--rootfs', '/nonexistent/x.tar'],
      2,
      /root filesystem \/nonexistent\/x\.tar: there is no such file or directory/,
    ],
    [['open', 'nope'], 2, /no lesson 'nope'/],
    [['help', 'lits'], 2, /there is no command 'lits'\n {2}did you mean 'list'/],
    [['lits'], 2, /there is no command or lesson 'lits'\n {2}did you mean 'list'/],
    [['list', '--jsn'], 2, /unknown option '--jsn'\n {2}did you mean --json\?\n {2}see: container-lab help list/],
    [['open', '03-chroot/pivott'], 2, /no step 'pivott'\n {2}did you mean 'pivot'/],
    [['open', '03-chrot'], 2, /no lesson '03-chrot'\n {2}did you mean '03-chroot'/],
    [['demo', 'CLONE_NEWPDI'], 2, /did you mean 'CLONE_NEWPID'/],
    [['completion'], 2, /missing required argument 'shell'\n {2}see: container-lab help completion/],
    [['replay', '/nonexistent'], 2, /\/nonexistent cannot be read: no such file or directory\n/],
    [['replay', '/dev/zero'], 2, /\/dev\/zero is a device/],
    [['run', '--all', '--record', ''], 2, /run: --record is empty\n {2}is a variable of your shell not set\?/],
    [['list', '--lessons', ''], 2, /list: --lessons is empty/],
    [['replay', ''], 2, /replay: an argument is empty/],
    [['lint', ''], 2, /lint: an argument is empty/],
    [['open', '02-unshare', '--rootfs', '', '--plain'], 2, /open: --rootfs is empty/],
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
