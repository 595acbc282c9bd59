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
  async function typed(command: string, keys: string, defaults = ''): Promise<string> {
    const script = `${PASSWORD_USER}\necho '${defaults}' >/etc/sudoers.d/how; typed '${command}' '${keys}'`;
    return (await umlRun([], ['bash', '-c', script])).stdout.replaceAll('\r', '');
  }
  const ASKED = /asks for root for its helper only\. \[sudo\] password for student:/g;

  // use_pty is the rule since Debian 13
  it.each(['', 'Defaults use_pty'])('asks once, before the screen opens: %j', async defaults => {
    const keys = 'expect "password for" { send "geheim\\r" }; expect "q*quit" { send q }';
    const shown = await typed(RUN, keys, defaults);
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

describe.runIf(ready.every(Boolean))('sudo as people have it', () => {
  /** A line `== NAME` before what each command says; all in one machine. */
  const SCRIPT = `${PASSWORD_USER}
    echo 'student ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/student
    left() { ls /run/container-lab; find /sys/fs/cgroup -name 'container-lab*'; pgrep -l '^lab-'; find /home/student ! -user student; }
    try() { echo "== $1"; shift; "$@" </dev/null 2>&1 >/tmp/out; echo "code $?"; tail -1 /tmp/out; left; }

    echo 'Defaults use_pty' >/etc/sudoers.d/how
    try use_pty as ${RUN} run --all --plain
    echo 'Defaults requiretty' >/etc/sudoers.d/how
    try requiretty as ${RUN} run --all --plain
    echo 'student ALL=(ALL) NOPASSWD: /bin/true' >/etc/sudoers.d/student; : >/etc/sudoers.d/how
    try forbidden as ${RUN} run --all --plain
    echo 'student ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/student
    echo 'Defaults secure_path=/usr/sbin:/usr/bin:/sbin:/bin' >/etc/sudoers.d/how
    mkdir -p /home/student/.nvm/bin; cp "$(readlink -f "$(command -v node)")" /home/student/.nvm/bin/node; chown -R student: /home/student/.nvm
    try nvm as env PATH=/home/student/.nvm/bin:/usr/bin:/bin ${RUN} run --until 2
    as sudo /home/student/.nvm/bin/node dist/container-lab.js reset >/dev/null
    try sudo-node as sudo /home/student/.nvm/bin/node dist/container-lab.js run --until 1 --record /home/student/session.jsonl
    stat -c '%U %n' /home/student/session.jsonl /home/student/.local/state/container-lab/progress.json
    # the words of sudo-rs 0.2.5, which Debian 12 does not have
    echo 'echo "sudo-rs: interactive authentication is required" >&2; exit 1' | sed '1i #!/bin/sh' >/tmp/sudo-rs
    chmod 755 /tmp/sudo-rs; mount --bind /tmp/sudo-rs /usr/bin/sudo
    try rs-doctor as ${RUN} doctor
    grep -A2 privilege /tmp/out
    try rs-clean as ${RUN} clean
    umount /usr/bin/sudo
    mount --bind /dev/null /usr/bin/sudo
    try without as ${RUN} doctor
    grep -A2 privilege /tmp/out`;

  it('says what sudo says, and takes what it gives', async () => {
    const { stdout, stderr } = await umlRun(['--timeout', '600'], ['bash', '-c', SCRIPT]);
    const said = Object.fromEntries(
      stdout.split('== ').map(part => [part.split('\n')[0], part.split('\n').slice(1).join('\n')]),
    );
    expect(said.use_pty, stdout + stderr).toBe('code 0\nevery expectation held\n');
    expect(said.requiretty).toMatch(
      /^container-lab: sudo did not start the helper: sorry, you must have a tty to run sudo\n {2}.*\ncode 3\n$/,
    );
    expect(said.forbidden).toMatch(
      /^container-lab: sudo did not start the helper: a password is required\n {2}.*\ncode 3\n$/,
    );
    expect(said.nvm).toBe('code 0\nevery expectation held\n');
    expect(said['sudo-node']).toBe(
      'code 0\nevery expectation held\nstudent /home/student/session.jsonl\nstudent /home/student/.local/state/container-lab/progress.json\n',
    );
    expect(said['rs-doctor']).toMatch(
      /^code 3\nNothing was found that keeps.*not tried.*\n\? {4}privilege +user \d+, sudo that asks first: “interactive authentication is required”/,
    );
    expect(said['rs-doctor']).not.toContain('install sudo');
    expect(said['rs-clean']).toMatch(
      /^container-lab: sessions started through sudo were not looked at: it says “interactive authentication is required”.*\n.*\ncode 3\n$/,
    );
    expect(said.without).toMatch(/^code 3\n.*\n(?:.*\n)*note privilege +user \d+, no sudo\n.*\n.*install sudo/);
  });
});
