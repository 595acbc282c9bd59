/** The same on a kernel with nothing but cgroup v2, where sudo may be killed too. */
import { describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';
import { kills, seed } from './random.ts';

/** It is slow in there, and has one CPU. */
const SHARE = Math.max(60, Math.round(kills / 6));
/** Of so many two files make this share: those that kill the screen stay outside. */
const ALTOGETHER = Math.ceil(SHARE / 0.95);

describe.runIf(needs('linux.uml', 'boots a kernel with pure cgroup v2; package user-mode-linux'))(
  `on pure cgroup v2, ${SHARE} kills (LAB_SEED=${seed})`,
  () => {
    test(
      'nothing is left',
      async () => {
        const limit = 120 + SHARE * 5;
        const { code, stdout, stderr } = await umlRun(
          ['--timeout', String(limit), '--env', `LAB_KILLS=${ALTOGETHER}`, '--env', `LAB_SEED=${seed}`],
          [
            ...['npx', 'vitest', 'run', '--config', 'test/vitest.config.ts', '--project', 'kernel'],
            ...['test/kill/ops', 'test/kill/program'],
          ],
        );
        expect(stdout + stderr).toMatch(/\d+ passed, 0 failed, 0 skipped/);
        expect(code).toBe(0);
      },
      (200 + SHARE * 5) * 1000 * 2,
    );
  },
);
