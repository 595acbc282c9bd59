import { expect, test } from 'vitest';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';

test('what can be shown is listed', async () => {
  const { stdout, code } = await cli(['demo', '--list']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^02-unshare: .+\n {2}A namespace for the hostname +unshare, CLONE_NEWUTS, uts$/m);
  expect(stdout).toMatch(/enable-controllers \(cgroup v2 only\)/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test.each([
  [['demo', 'unshar'], /did you mean 'unshare'\? container-lab demo --list/],
  [['demo', 'host', 'name', 'nobody'], /there is no primitive or lesson 'host name nobody'/],
  [['demo', '02/nope'], /has no step 'nope'/],
  [['demo', 'unshare', '--auto', 'soon'], /--auto takes seconds, not 'soon'/],
])('%j is a usage error', async (args, message) => {
  const { stderr, code } = await cli(args);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

const root = needs(process.getuid?.() === 0 && process.platform === 'linux', 'root, to make a container');
test.runIf(root)('one primitive at once, quietly; with --auto nobody needs to press a key', async () => {
  const screen = openScreen(process.execPath, [PROGRAM, 'demo', 'clone_newuts', '--auto', '1'], {
    columns: 120,
    rows: 36,
  });
  try {
    await screen.waitFor('A namespace for the hostname');
    expect(screen.text()).not.toContain('System calls');
    await screen.waitFor('▸ sethostname(lab-box)');
    screen.press('\u0003');
    expect((await screen.ended).exitCode).toBe(0);
  } finally {
    await screen.close();
  }
});
