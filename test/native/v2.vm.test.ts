/** The helper's own tests once more, on a kernel with nothing but cgroup v2. */
import { describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

describe.runIf(needs('linux.uml', 'boots a kernel with pure cgroup v2; package user-mode-linux'))(
  'on pure cgroup v2',
  () => {
    test.each(['container', 'subjects', 'cgroup', 'teardown', 'nested'])('%s', async name => {
      const files = [`test/native/${name}.test.ts`];
      const { code, stdout, stderr } = await umlRun(
        ['--timeout', '280', '--env', 'LAB_SLOW=1'],
        ['npx', 'vitest', 'run', '--config', 'test/vitest.config.ts', '--project', 'kernel', ...files],
      );
      expect(stdout + stderr).toMatch(/\d+ passed, 0 failed/);
      expect(code).toBe(0);
    });
  },
);
