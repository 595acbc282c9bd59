import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Progress } from '../../src/progress/progress.ts';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';

const dir = mkdtempSync(join(tmpdir(), 'lab-progress-'));
const env = { XDG_STATE_HOME: dir };
const folder = join(dir, 'container-lab');
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(() => mkdirSync(folder));

const saved = async () => JSON.parse((await cli(['progress', '--json'], { env })).stdout) as Progress;

const root = needs(process.getuid?.() === 0 && process.platform === 'linux', 'root, to make a container');
test.runIf(root)('what was done is there the next time, with evidence, until it is reset', async () => {
  const { code, stderr } = await cli(['open', '02/uts', '--plain'], { env, input: '\nq\n' });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const progress = await saved();
  expect(progress.last).toEqual({ lesson: '02-unshare', step: 'uts' });
  expect(progress.lessons['02-unshare']?.steps.uts?.evidence).toContainEqual({
    subject: 'stage',
    key: 'ns.uts',
    before: expect.stringMatching(/^uts:\[\d+\]$/),
    after: expect.stringMatching(/^uts:\[\d+\]$/),
  });
  expect((await cli(['progress'], { env })).stdout).toContain('last place: 02-unshare/uts');

  const screen = openScreen(process.execPath, [PROGRAM], { env });
  try {
    await screen.waitFor(/▸ +2 .*in progress/);
    screen.press('\r');
    await screen.waitFor(/utsname|UTS/);
    await screen.waitFor(/System calls/);
    expect((await saved()).last?.step).toBe('uts');
    screen.press('\u0003');
    await screen.ended;
  } finally {
    await screen.close();
  }

  expect((await cli(['reset', 'unshare'], { env })).stdout).toBe('forgotten: 02-unshare\n');
  expect(await saved()).toEqual({ version: 1, last: null, lessons: {} });
});

test('a damaged file is kept aside, and said so', async () => {
  writeFileSync(join(folder, 'progress.json'), 'garbage');
  const { stdout, stderr, code } = await cli(['progress'], { env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/is damaged; it is kept as .*progress\.json\.damaged-/);
  expect(stdout).toContain('nothing is done yet');
  expect(readdirSync(folder)).toEqual([expect.stringContaining('damaged')]);
});

test.runIf(root)('where it cannot be saved the course goes on, and says so once', async () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  const { stdout, code } = await cli(['open', '00', '--plain'], { env: { XDG_STATE_HOME: file }, input: '\n\n\nq\n' });
  expect(code).toBe(0);
  expect(stdout.match(/your progress cannot be saved/g)).toHaveLength(1);
});

test('reset of a lesson that is not there is a usage error', async () => {
  const { code, stderr } = await cli(['reset', '99'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain("no lesson '99'");
});
