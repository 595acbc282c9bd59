/** The group seeker once more, on a kernel with nothing but cgroup v2. */
import { describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

describe.runIf(needs('linux.uml', 'boots a kernel with pure cgroup v2; package user-mode-linux'))(
  'on pure cgroup v2',
  () => {
    test('groups by their name', async () => {
      const file = 'test/observe/group-seeker.kernel.test.ts';
      const { code, stdout, stderr } = await umlRun(
        ['--timeout', '280', '--env', 'LAB_REQUIRE=all'],
        ['npx', 'vitest', 'run', '--config', 'test/vitest.config.ts', '--project', 'kernel', file],
      );
      expect(stdout + stderr).toMatch(/[1-9]\d* passed, 0 failed/);
      expect(code).toBe(0);
    });
  },
);
