import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

describe.runIf(needs('linux.uml', 'boots kernels with other cgroups; package user-mode-linux'))('uml-run', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'uml-test-'));
    writeFileSync(join(folder, 'file'), 'from the host');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('runs a command on a pure v2 kernel, with its output and exit code, and keeps its hands off the host', async () => {
    const script = `cat ${folder}/file 2>/dev/null || echo hidden
      stat -f -c %T /sys/fs/cgroup; id -u; touch /etc/uml-was-here && echo wrote; echo aside >&2; exit 7`;
    const { code, stdout, stderr } = await umlRun(['--mem', '512M'], ['sh', '-c', script]);
    expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: 'hidden\ncgroup2fs\n0\nwrote\n', stderr: 'aside\n' });
    expect(existsSync('/etc/uml-was-here')).toBe(false);
  });

  test.each([
    ['v1', 'tmpfs\ncgroupfs\nnone\n'],
    ['hybrid', 'tmpfs\ncgroupfs\ncgroup2fs\n'],
  ])('mounts cgroups as %s', async (layout, expected) => {
    const script = `cd /sys/fs/cgroup; stat -f -c %T . memory; stat -f -c %T unified 2>/dev/null || echo none`;
    const { stdout } = await umlRun(['--mem', '512M', '--cgroups', layout], ['sh', '-c', script]);
    expect(stdout).toBe(expected);
  });

  test('makes an ordinary user with sudo, ends in time, and says what is wrong', async () => {
    const user = ['--mem', '512M', '--timeout', '6', '--user', 'learner', '--sudo'];
    const script = 'id -un; sudo -n id -u; exec sleep 1000';
    expect(await umlRun(user, ['sh', '-c', script])).toMatchObject({ code: 124, stdout: 'learner\n0\n' });
    expect(await umlRun(['--nonsense'], ['true'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--nonsense'),
    });
  });
});
