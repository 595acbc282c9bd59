/** Where files are written: the XDG directory of the state, the helper's run directory, and nowhere else on this machine. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-files-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const home = join(dir, 'home');
const state = join(dir, 'state');
const log = join(dir, 'calls');

/** Paths that were made or opened for writing, as strace saw them. */
async function written(args: string[], env: Record<string, string>, input = ''): Promise<string[]> {
  const through = [
    'strace',
    '-f',
    '-qq',
    '-y',
    '-e',
    'trace=open,openat,creat,mkdir,mkdirat,rename,symlink,mknod',
    '-o',
    log,
  ];
  const { code, stderr } = await cli(args, { through, env: { HOME: home, ...env }, input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const calls = readFileSync(log, 'utf8').split('\n');
  return calls
    .filter(call => /O_WRONLY|O_RDWR|O_CREAT|mkdir|rename|symlink|mknod|creat\(/.test(call) && !/= -1 E/.test(call))
    .map(call => call.replace(/^\d+ +/, ''));
}

/** The kernel's own file systems, and terminals. */
const KERNEL = /"\/(?:sys\/fs\/cgroup|proc|dev)\/|<\/(?:sys\/fs\/cgroup|proc|dev)[/>]/;

describe.runIf(needs('strace', 'watches for files'))('files', () => {
  test.each([
    ['list'],
    ['glossary'],
    ['lint'],
    ['progress'],
    ['version'],
    ['demo', '--list'],
    ['replay', '--plain'],
    ['completion', 'bash'],
  ])(
    '%s writes none',
    async (...args) => {
      expect((await written(args, { XDG_STATE_HOME: state })).filter(call => !KERNEL.test(call))).toEqual([]);
    },
    60_000,
  );

  describe.runIf(needs(isRoot, 'makes a container, needs root'))('of a session', () => {
    test('are the progress in XDG_STATE_HOME, and the run directory, which is gone afterwards', async () => {
      const calls = await written(['open', '00', '--plain'], { XDG_STATE_HOME: state }, '\n\nq\n');
      const elsewhere = calls.filter(
        call => !KERNEL.test(call) && !call.includes(state) && !call.includes('/run/container-lab'),
      );
      expect(elsewhere).toEqual([]);
      expect(calls.some(call => call.includes(join(state, 'container-lab')))).toBe(true);
      expect(readdirSync(join(state, 'container-lab'))).toEqual(['progress.json']);
      expect(existsSync(home)).toBe(false);
    }, 60_000);

    test('go below ~/.local/state when XDG_STATE_HOME is unset, empty or relative', async () => {
      for (const value of ['', 'relative']) {
        await cli(['open', '00', '--plain'], {
          env: { HOME: home, XDG_STATE_HOME: value },
          input: '\n\nq\n',
          cwd: dir,
        });
        expect(readdirSync(join(home, '.local/state/container-lab'))).toEqual(['progress.json']);
        expect(existsSync(join(dir, 'relative'))).toBe(false);
        rmSync(home, { recursive: true });
      }
    }, 60_000);
  });
});
