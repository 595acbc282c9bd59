/** The solutions of the challenges on a kernel with cgroup v2 alone, as a user with sudo. */
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const ready = ['linux.uml', 'sudo'].map(tool => needs(tool, 'solves the challenges on cgroup v2 as a user with sudo'));

describe.runIf(ready.every(Boolean))('solve on cgroup v2', () => {
  it('solves every challenge through sudo, and leaves nothing', async () => {
    const script = `node dist/container-lab.js solve --timeout 200; echo "code $?"; find /sys/fs/cgroup -name mine`;
    const { stdout } = await umlRun(['--user', 'learner', '--sudo'], ['bash', '-c', script]);
    expect(stdout).toMatch(/^(solved +0[1-6]-\S+ +\d of \d stars?\n){6}code 0\n$/);
  });
});
