/** The way through sudo, on a kernel of its own: only the helper is root, asked for at most once. */
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/require.ts';
import { umlRun } from '../helpers/uml.ts';

const RUN = 'node dist/container-lab.js';
/** A user who has to give a password, and what expect(1) then types on a real terminal. */
const PASSWORD_USER = `
useradd -m student && echo student:geheim | chpasswd && echo 'student ALL=(ALL) ALL' >/etc/sudoers.d/student
for ((d = \${#PWD}; d > 0; d--)); do [ "\${PWD:d:1}" != / ] || chmod o+x "\${PWD:0:d}"; done; chmod o+rx .
as() { setpriv --reuid student --regid student --init-groups env HOME=/home/student USER=student "$@"; }
typed() { # ARGUMENTS KEYS
  cat >/tmp/keys <<END
set timeout 120
spawn -noecho setpriv --reuid student --regid student --init-groups env HOME=/home/student USER=student bash -c "trap : INT; $1; echo CODE \\$?; stty -a"
$2
expect eof
END
  expect -f /tmp/keys
}
`;

const ready = ['linux.uml', 'sudo'].map(tool => needs(tool, 'runs the course as a user with sudo'));

describe.runIf(ready.every(Boolean))('sudo', () => {
  it('runs the whole course; only the helper is root, and nothing is left', async () => {
    const script = `${RUN} run --all --hold --json >/tmp/events & pid=$!
      until grep -q '"type":"hold"' /tmp/events; do sleep 0.1; done
      stat -c '%U cli' /proc/$pid
      for m in $(pgrep -x lab-monitor); do stat -c '%U monitor' /proc/$m; done
      kill -INT $pid; wait $pid; echo "code $?"
      tail -1 /tmp/events; grep -c '"ok":false' /tmp/events
      ls /run/container-lab; find /sys/fs/cgroup -name 'container-lab*'; pgrep -l '^lab-'`;
    const { stdout } = await umlRun(['--user', 'learner', '--sudo'], ['bash', '-c', script]);
    expect(stdout).toMatch(/^learner cli\nroot monitor\ncode 0\n\{"type":"session.end","ok":true.*\}\n0\n$/);
  });

  it('nothing is left when the CLI or sudo itself is killed', async () => {
    const script = `for victim in cli sudo; do
        ${RUN} run --all --hold --json >/tmp/events 2>/tmp/errors & pid=$!
        until grep -q '"type":"hold"' /tmp/events; do sleep 0.1; done
        if [ $victim = cli ]; then kill -9 $pid; else sudo kill -9 "$(pgrep -x sudo -P $pid)"; fi
        wait $pid; echo "$victim code $?"
        for try in $(seq 50); do pgrep lab- >/dev/null || break; sleep 0.1; done
        cat /tmp/errors; : >/tmp/events
        ls /run/container-lab; find /sys/fs/cgroup -name 'container-lab*'; pgrep -l '^lab-'
      done 2>/dev/null`;
    const { stdout } = await umlRun(['--user', 'learner', '--sudo'], ['bash', '-c', script]);
    expect(stdout).toMatch(/^cli code 137\nsudo code 3\ncontainer-lab: the helper ended unexpectedly\n {2}[^\n]*\n$/);
  });

  it('never waits for a password where there is no terminal', async () => {
    const script = `${PASSWORD_USER}
      for command in 'run --all --json' clean; do as ${RUN} $command </dev/null; echo "code $?"; done 2>&1`;
    const { stdout } = await umlRun([], ['bash', '-c', script]);
    expect(stdout).toMatch(
      /^container-lab: sudo did not start the helper: a password is required\n.*--rootless.*\ncode 3\ncontainer-lab: .* no terminal\n.*\ncode 3\n$/,
    );
  });
});

describe.runIf([...ready, needs('expect', 'types the password')].every(Boolean))('sudo with a password', () => {
  async function typed(command: string, keys: string): Promise<string> {
    const script = `${PASSWORD_USER}\ntyped '${command}' '${keys}'`;
    return (await umlRun([], ['bash', '-c', script])).stdout.replaceAll('\r', '');
  }
  const ASKED = /asks for root for its helper only\. \[sudo\] password for student:/g;

  it('asks once, before the screen opens', async () => {
    const shown = await typed(RUN, 'expect "password for" { send "geheim\\r" }; expect "q*quit" { send q }');
    expect(shown.match(ASKED)).toHaveLength(1);
    expect(shown.search(ASKED)).toBeLessThan(shown.indexOf('\u001b[?1049h'));
    expect(shown).toMatch(/CODE 0\n/);
    expect(shown).toMatch(/ icanon .* echo /s);
  });

  it('takes three wrong passwords as a no', async () => {
    const keys = 'expect "password for" { send "falsch\\r" }; '.repeat(3);
    const shown = await typed(RUN, keys);
    expect(shown).toContain('container-lab: sudo did not start the helper: 3 incorrect password attempts');
    expect(shown).toMatch(/CODE 3\n/);
    expect(shown).not.toContain('\u001b[?1049h');
  });

  it('Ctrl-C at the prompt leaves, and the terminal echoes again', async () => {
    const shown = await typed(RUN, 'expect "password for" { after 500; send "\\003" }');
    expect(shown).toMatch(/CODE 130\n/);
    expect(shown).toMatch(/ icanon .* echo /s);
    expect(shown).not.toContain('\u001b[?1049h');
  });
});
