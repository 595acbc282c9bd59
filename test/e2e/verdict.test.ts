/** `open` ends with the true verdict and exit code, by the rule of `run`; its recording says the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, PROGRAM } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openStaying } from '../helpers/screen.ts';
import { withoutCall } from '../helpers/without-call.ts';

const ready = [needs(isRoot, 'makes mounts and cgroups, needs root'), needs('cc', 'builds a filter')];

describe.runIf(ready.every(Boolean))('the verdict of a workshop', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-verdict-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const failing = withoutCall('pivot_root', 'EINVAL');
  let files = 0;
  const recording = () => join(dir, `${files++}.jsonl`);

  async function replayed(file: string): Promise<{ ok: boolean; last: string | undefined }> {
    const { ok } = JSON.parse((await cli(['replay', file, '--json'])).stdout) as { ok: boolean };
    const { stdout } = await cli(['replay', file, '--plain']);
    return { ok, last: stdout.trimEnd().split('\n').at(-1) };
  }

  it('plain: a failed step is exit 1, and its reason the last word; the recording says the same', async () => {
    const file = recording();
    const { stdout, stderr, code } = await cli(['open', '--plain', '03-chroot/pivot', '--record', file], {
      through: failing,
      input: '\nq\n',
    });
    expect(stdout).toMatch(/\nnot every expectation held\n$/);
    expect(stderr).toMatch(/^container-lab: pivot_root .*invalid argument/);
    expect(code).toBe(1);
    expect(await replayed(file)).toEqual({ ok: false, last: 'not every expectation held' });
  });

  it('plain: the step that failed is left, and what was seen to fail is still told', async () => {
    const { stdout, code } = await cli(['open', '--plain', '03-chroot/pivot'], { through: failing, input: '\nb\nq\n' });
    expect(stdout).toMatch(/\nnot every expectation held\n$/);
    expect(code).toBe(1);
  });

  it('the screen: the same, below the certificate', async () => {
    const file = recording();
    const [program = '', ...words] = [...failing, process.execPath, PROGRAM];
    const shown = openStaying(program, [...words, 'open', '03-chroot/pivot', '--record', file], {
      columns: 120,
      rows: 36,
    });
    try {
      await shown.waitFor('Enter carries out');
      shown.press('\r');
      await shown.waitFor(/pivot_root .*invalid argument/);
      shown.press('\u001b');
      shown.press('q');
      await shown.waitFor('After lesson 3 you can');
      shown.press('q');
      await shown.waitFor('CODE 1');
      expect(shown.text()).toMatch(/container-lab: pivot_root/);
    } finally {
      await shown.close();
    }
    expect(await replayed(file)).toMatchObject({ ok: false });
  });

  it('a wrong answer, a hint, an unsolved challenge, and q: 0', async () => {
    const file = recording();
    const { stdout, stderr, code } = await cli(['open', '--plain', '02-unshare/guess-pid', '--record', file], {
      input: 'a\n\n\ng 02-unshare/alone\ni\nq\n',
    });
    expect(stdout).toContain('not so, the answer is b');
    expect(stdout).toMatch(/\nevery expectation held\n$/);
    expect([stderr, code]).toEqual(['', 0]);
    expect(await replayed(file)).toEqual({ ok: true, last: 'every expectation held' });
  });
});
