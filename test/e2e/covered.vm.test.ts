/** The same on a kernel with nothing but cgroup v2. */
import { describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

describe.runIf(needs('linux.uml', 'boots a kernel with pure cgroup v2; package user-mode-linux'))(
  'on pure cgroup v2',
  () => {
    test('what is mounted over /proc and the tree of groups', async () => {
      // once in six runs under load a typed line never came up on the screen of this slow machine: then once more
      const words = [
        'npx',
        'vitest',
        'run',
        '--retry',
        '1',
        '--config',
        'test/vitest.config.ts',
        '--project',
        'kernel',
      ];
      // the rest has nothing to do with the version of the trees, and the machine is slow
      const some = ['test/e2e/covered.test.ts', '-t', 'at once|plain text|trees of groups|during a run'];
      const { code, stdout, stderr } = await umlRun(
        ['--timeout', '560', '--env', 'LAB_REQUIRE=all'],
        [...words, ...some],
      );
      expect(stdout + stderr).toMatch(/[1-9]\d* passed, 0 failed/);
      expect(code).toBe(0);
    }, 600_000);
  },
);
