/** Limits of the machine, on a kernel of its own: doctor and run name the one that is reached, by its name and value. */
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const LAB = 'node dist/container-lab.js';
const SHOW = `
  examine() { # ID
    ${LAB} doctor | grep -A2 "^.... *$1 "; ${LAB} doctor --json | grep '"able"'
  }
  carry_out() { ${LAB} run "$@" --json >/tmp/events 2>/tmp/errors; echo "code $?"; cat /tmp/errors
    grep -o '"type":"refused".*' /tmp/events | head -1
    ls /run/container-lab; find /sys/fs/cgroup -name 'container-lab*'; pgrep -l '^lab-'; }`;

describe.runIf(needs('linux.uml', 'changes sysctls of a kernel of its own'))('a limit of the machine', () => {
  it('namespaces: user.max_net_namespaces = 0', async () => {
    const script = `${SHOW}
      echo 0 >/proc/sys/user/max_net_namespaces
      examine net-namespace; carry_out 02`;
    const { stdout } = await umlRun(['--timeout', '200'], ['bash', '-c', script]);
    expect(stdout).toMatch(
      /^NO +net-namespace +unshare CLONE_NEWNET: ENOSPC, user\.max_net_namespaces = 0: no such namespace may be made\n.*\n +what to do: as root: sysctl user\.max_net_namespaces=15000\n +"able": false,\ncode 3\n/,
    );
    expect(stdout).toMatch(/"type":"refused".*"why":"user\.max_net_namespaces = 0: no such namespace may be made"/);
    expect(stdout).toMatch(/ {2}as root: sysctl user\.max_net_namespaces=15000\n/);
  });

  it('namespaces of the very first process: user.max_mnt_namespaces = 0', async () => {
    const script = `${SHOW}
      echo 0 >/proc/sys/user/max_mnt_namespaces
      examine session; carry_out 01`;
    const { stdout } = await umlRun(['--timeout', '200'], ['bash', '-c', script]);
    expect(stdout).toMatch(
      /^NO +session +.*user\.max_mnt_namespaces = 0.*\n.*\n +what to do: as root: sysctl user\.max_mnt/,
    );
    expect(stdout).toMatch(/code 3\ncontainer-lab: .*user\.max_mnt_namespaces = 0: no such.*\n {2}as root: sysctl/);
  });

  it('mounts: where fs.mount-max leaves room for three more doctor says no and run why, where for twelve both can', async () => {
    const script = `${SHOW}
      for room in 3 12; do
        echo $(($(wc -l </proc/self/mountinfo) + room)) >/proc/sys/fs/mount-max
        examine mounts; carry_out --all
      done`;
    const { stdout } = await umlRun(['--timeout', '400'], ['bash', '-c', script]);
    const found = 'a mount namespace may hold \\d+ mounts \\(fs\\.mount-max\\), and \\d+ are seen in this one';
    expect(stdout).toMatch(new RegExp(`^NO +mounts +mount: ENOSPC, ${found}\n.*\n.*sysctl fs\\.mount-max=`));
    expect(stdout).toMatch(/ "able": false,\ncode 3\n.*no space left on device.*\n {2}as root: sysctl fs\.mount-max=/);
    expect(stdout).toMatch(new RegExp(`^"type":"refused".*"why":"${found}"`, 'm'));
    expect(stdout).toMatch(/\nok +mounts +allowed\n.*\n.*\n +"able": true,\ncode 0\n$/);
  });
});
