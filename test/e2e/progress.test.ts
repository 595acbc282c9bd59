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
  expect(await saved()).toMatchObject({ version: 2, last: null, lessons: {} });
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

const EVIDENCE = { subject: 'candidate', key: 'ns.uts', before: null, after: 'uts:[4026532177]' };
const done = { at: '2026-01-01T00:00:00Z', kernel: '6.1', evidence: [EVIDENCE] };
const withChallenge = (of: object, step = 'whole-container') => ({
  version: 1,
  last: null,
  lessons: { '06-start-app': { steps: {}, answers: {}, challenges: { [step]: { ...done, seen: false, ...of } } } },
});

test.each([
  ['fewer than none', { stars: -1, of: 2 }, '-1 of 2 stars'],
  ['more than can be counted', { stars: 1e300, of: 1e300 }, '1e+300 of 1e+300 stars'],
  ['more than there are', { stars: 99, of: 2 }, '99 of 2 stars'],
  ['more than the lesson has', { stars: 42, of: 42 }, '42 of 42 stars'],
  ['no whole number', { stars: 0.5, of: 2 }, '0.5 of 2 stars'],
  ['won without evidence', { stars: 1, of: 5, evidence: [] }, 'nothing that the kernel returned'],
])('stars that cannot have been won are not believed: %s', async (_what, of, said) => {
  writeFileSync(join(folder, 'progress.json'), JSON.stringify(withChallenge(of)));
  const { stdout, stderr, code } = await cli(['progress'], { env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/06-start-app .*☆☆☆☆☆ 0 of 5 stars/);
  expect(stdout).not.toContain('★');
  expect(stderr).toBe(
    `container-lab: your progress in ${join(folder, 'progress.json')} holds what cannot have been done, and it is left out: 06-start-app/whole-container: ${said}\n`,
  );
  expect((await saved()).lessons['06-start-app']?.challenges).toEqual({});
});

test('a step that the course does not have is left out, and lessons of others keep theirs', async () => {
  const progress = withChallenge({ stars: 1, of: 1 }, 'no-such-step');
  Object.assign(progress.lessons, { '50-mine': { steps: { any: done }, answers: {} } });
  writeFileSync(join(folder, 'progress.json'), JSON.stringify(progress));
  expect((await cli(['progress'], { env })).stderr).toMatch(/06-start-app\/no-such-step: there is no such step\n$/);
  expect(Object.keys((await saved()).lessons['50-mine']?.steps ?? {})).toEqual(['any']);
});

test.runIf(root)('the workshop tells once what it does not believe, and saves it no more', async () => {
  writeFileSync(join(folder, 'progress.json'), JSON.stringify(withChallenge({ stars: -1, of: 2 })));
  const { code, stdout, stderr } = await cli(['open', '06', '--plain'], { env, input: '\nq\n' });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/holds what cannot have been done/g)).toHaveLength(1);
  expect((await cli(['progress'], { env })).stderr).toBe('');
});
