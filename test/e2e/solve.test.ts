/** `container-lab solve`, as one types it: here, and as a user with sudo on a kernel with v2 alone. */
import { describe, expect, it } from 'vitest';
import { cli } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';

const patience = 120_000 * slowness;
const ALL_SOLVED = /^(solved +0[1-6]-\S+ +\d of \d stars?\n){6}$/;

describe.runIf(needs(isRoot, 'makes mounts, namespaces and cgroups, needs root'))('solve', () => {
  it(
    'solves every challenge',
    async () => {
      const { stdout, stderr, code } = await cli(['solve']);
      expect(stderr).toBe('');
      expect(stdout).toMatch(ALL_SOLVED);
      expect(code).toBe(0);
    },
    patience,
  );

  it(
    'two at once do not meet: each has a group of its own',
    async () => {
      const both = await Promise.all([1, 2].map(() => cli(['solve', 'create-cgroup', 'set-limits'])));
      for (const { stdout, code } of both) {
        expect(stdout).toMatch(/^(solved .*\n){2}$/);
        expect(code).toBe(0);
      }
    },
    patience,
  );

  it('tells as JSON', async () => {
    const { stdout, code } = await cli(['solve', 'unshare', '--json']);
    expect(JSON.parse(stdout)).toEqual([{ lesson: '02-unshare', step: 'alone', result: 'solved', stars: 2, of: 2 }]);
    expect(code).toBe(0);
  });

  it('says what is missing when the time is over', async () => {
    const { stdout, code } = await cli(['solve', 'chroot', '--timeout', '0.001']);
    expect(stdout).toMatch(
      /^unsolved 03-chroot\/new-root .* was not solved in 0.001 seconds: .*the terminal showed at last: /,
    );
    expect(code).toBe(1);
  });
});

describe('solve, asked wrongly', () => {
  it.each([
    [['solve', 'nowhere'], "there is no lesson 'nowhere'"],
    [['solve', 'orientation'], 'there is no challenge in 00-orientation'],
    [['solve', '--timeout', 'soon'], "--timeout takes seconds, not 'soon'"],
  ])('%j', async (args, sentence) => {
    const { stderr, code } = await cli(args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});
