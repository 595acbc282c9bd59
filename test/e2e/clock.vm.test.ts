/** The machine's clock is set to and fro while lessons run, on a kernel of its own. */
import { expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

test.runIf(needs('linux.uml', 'sets the clock of a whole machine; package user-mode-linux'))(
  'a clock that jumps by days is not noticed',
  async () => {
    const script = `
      jump() { while :; do date -s '+3 days'; date -s '-3 days'; echo; done; }
      jump >/tmp/jumps 2>&1 & jumper=$!
      node dist/container-lab.js run 02-unshare 05-set-limits 06-start-app --json >/tmp/events; echo "code $?"
      kill $jumper
      [ "$(grep -c '^$' /tmp/jumps)" -gt 20 ] && ! grep -i cannot /tmp/jumps && echo jumped
      tail -2 /tmp/events; ls -A /run/container-lab; find /sys/fs/cgroup -name 'container-lab*'; pgrep -l '^lab-'`;
    const { stdout, stderr } = await umlRun(['--timeout', '250'], ['bash', '-c', script]);
    expect(stderr).not.toContain('container-lab:');
    expect(stdout).toMatch(
      /^code 0\njumped\n\{"type":"certificate","ours":\[\].*\n\{"type":"session.end","ok":true.*\n$/,
    );
  },
);
