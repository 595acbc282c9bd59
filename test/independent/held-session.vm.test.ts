import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PROGRAM } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const CHECK = fileURLToPath(new URL('./check.py', import.meta.url));
const RUN = [process.execPath, PROGRAM, 'run', '--all', '--hold', '--json'];
/** What stays of a session would be found here. */
const LEFT = `find /sys/fs/cgroup -path '*container-lab*' | head -n 1; grep -m 1 container-lab /proc/mounts; pgrep -m 1 lab-helper; true`;

const ready = [
  needs('linux.uml', 'boots kernels with other cgroups'),
  needs('python3', 'compares the facts with the kernel'),
];

describe.runIf(ready.every(Boolean)).concurrent('a held session on another kernel', () => {
  test.each([
    ['pure v2', ['--cgroups', 'v2'], []],
    ['pure v1', ['--cgroups', 'v1'], []],
    ['pure v2, by a user with sudo', ['--user', 'learner', '--sudo'], ['sudo', '-n']],
  ])('%s tells the truth and leaves nothing', async (_name, options, sudo) => {
    const session =
      sudo.length > 0 ? ['setpriv', '--reuid', 'learner', '--regid', 'learner', '--init-groups', ...RUN] : RUN;
    const script = `"$@"; echo "status $?"; echo "left [$(${LEFT})]"`;
    const { stdout, stderr } = await umlRun(options, [
      'sh',
      '-c',
      script,
      'sh',
      ...sudo,
      'python3',
      CHECK,
      '--run',
      ...session,
    ]);
    expect(stdout.match(/^(differs|missing|unknown) .*/gm) ?? []).toEqual([]);
    expect(stdout).toMatch(/^ok +app +cgroup\.memory\.max /m);
    expect(stdout + stderr).toContain('status 0\nleft []');
  });
});
