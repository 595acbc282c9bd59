/** Without root's rights on a kernel of its own with cgroup v2 alone: with a group handed over, and without. */
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const ENTER = `
useradd -m student
for ((d = \${#PWD}; d > 0; d--)); do [ "\${PWD:d:1}" != / ] || chmod o+x "\${PWD:0:d}"; done; chmod o+rx .
AS='setpriv --reuid student --regid student --init-groups env HOME=/home/student USER=student'
as() { $AS "$@"; }
lab() { as node dist/container-lab.js "$@"; }
# a group of the student's own, with these controllers; inside() is lab() in it
hand_over() {
  echo "$*" >/sys/fs/cgroup/cgroup.subtree_control; mkdir /sys/fs/cgroup/lab
  chown student /sys/fs/cgroup/lab /sys/fs/cgroup/lab/cgroup.procs /sys/fs/cgroup/lab/cgroup.subtree_control
}
inside() { (echo $BASHPID >/sys/fs/cgroup/lab/cgroup.procs; exec $AS node dist/container-lab.js "$@"); }
wrong() { grep -cE '"type":"error"|"type":"expect".*"ok":false' /tmp/events; }
left() { find /sys/fs/cgroup -mindepth 1 -type d ! -path /sys/fs/cgroup/lab; pgrep -l '^lab-'; ls -d /tmp/container-lab-* 2>/dev/null; }
`;

describe.runIf(needs('linux.uml', 'boots a kernel with cgroup v2 alone'))('rootless on cgroup v2', () => {
  it('does the whole course in a group that root has handed over, and leaves it as it was', async () => {
    const script = `${ENTER}
      hand_over +memory +pids +cpu
      inside doctor --rootless | grep '^.... *cgroup '
      inside run --all --rootless --json >/tmp/events; echo "code $?"
      tail -1 /tmp/events; wrong; grep -c '"type":"refused"' /tmp/events
      echo "enabled [$(cat /sys/fs/cgroup/lab/cgroup.subtree_control)]"; left
      # one who is not alone in it: v2 lets a group have members or children with controllers, not both
      sleep 1000 & echo $! >/sys/fs/cgroup/lab/cgroup.procs
      inside run 04 --rootless --json >/tmp/events 2>/tmp/errors; echo "code $?"; wrong
      grep -o '"errno":"EBUSY","why":"[^"]*"' /tmp/events | head -1; kill $!; wait; left`;
    const { stdout } = await umlRun(['--timeout', '280'], ['bash', '-c', script]);
    expect(stdout).toMatch(
      /^ok +cgroup +.*\/sys\/fs\/cgroup\/lab\/.*\ncode 0\n\{"type":"session.end","ok":true[^\n]*\n0\n0\nenabled \[\]\ncode 3\n0\n"errno":"EBUSY","why":"there are processes in that very group[^\n]*\n$/,
    );
  });

  it('names the controller that was not handed down, and the limit that no namespace may be made', async () => {
    const script = `${ENTER}
      hand_over +memory +pids -cpu
      inside doctor --rootless | grep '^.... *cgroup '
      inside run 05/cpu --rootless --json >/tmp/events 2>/tmp/errors; echo "code $?"; wrong
      grep -o 'refused.*05-set-limits.*"step":"cpu".*cpu.max.*ENOENT' /tmp/events; left
      lab run 04 --rootless --json >/tmp/events 2>/tmp/errors; echo "code $?"; wrong; cat /tmp/errors; left
      echo 0 >/sys/fs/cgroup/lab/cgroup.max.descendants
      inside doctor --rootless | grep -A2 '^.... *cgroup '
      inside run 04 --rootless --json >/tmp/events 2>/tmp/errors; echo "code $?"; cat /tmp/errors; left
      echo 0 >/proc/sys/user/max_user_namespaces
      lab run --all --rootless --json >/dev/null; echo "code $?"
      lab doctor --rootless | grep -A2 '^.... *user-namespace '; left`;
    const { stdout, stderr } = await umlRun(['--timeout', '280'], ['bash', '-c', script]);
    expect(stdout).toMatch(
      /^note +cgroup +.*; not handed down: cpu\ncode 3\n0\nrefused.*set-limit: .*no such file or directory/,
    );
    expect(stdout).toMatch(
      /\ncode 3\n0\ncontainer-lab: 04-create-cgroup\/create: .*enable-controllers: .*permission denied.*\n {2}let root hand over/,
    );
    const full =
      /may have 0 groups below it \(cgroup\.max\.descendants\), and has 0\n +what to do: as root: echo max >\/sys/;
    expect(stdout).toMatch(new RegExp(`\nNO +cgroup .*resource temporarily unavailable\n.*${full.source}`));
    expect(stdout).toMatch(
      /\ncode 3\ncontainer-lab: .*resource temporarily unavailable.*\n {2}as root: echo max >\/sys/,
    );
    expect(stdout).toMatch(
      /\ncode 3\nNO +user-namespace +unshare CLONE_NEWUSER: ENOSPC; user\.max_user_namespaces = 0.*\n.*\n.*sysctl user\.max_user_namespaces=15000\n$/,
    );
    expect(stderr).toMatch(/unshare CLONE_NEWUSER: no space left/);
  });
});
