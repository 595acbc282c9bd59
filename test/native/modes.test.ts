import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { describe, expect, test } from 'vitest';
import { needs } from '../helpers/require.ts';
import { HELPER, until } from './helper.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

test('--version', () => {
  expect(execFileSync(HELPER, ['--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
});

test('an unknown mode is a usage error', () => {
  expect(spawnSync(HELPER, ['--help'])).toMatchObject({ status: 2 });
  expect(spawnSync(HELPER, ['clean', 'all'])).toMatchObject({ status: 2 });
});

test('probe tries what the six steps need and changes nothing', () => {
  const before = readFileSync('/proc/self/mountinfo', 'utf8');
  const probe = JSON.parse(execFileSync(HELPER, ['probe'], { encoding: 'utf8' }));
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(before);
  const names = [
    'mountNs',
    'userNs',
    'utsIpcNs',
    'pidNsAndProc',
    'netNs',
    'cgroupNs',
    'timeNs',
    'pivotRoot',
    'overlay',
    'tmpfs',
    'clone3',
    'pidfd',
    'openat2',
    'closeRange',
    'setnsPidfd',
    'mounts',
  ];
  expect(Object.keys(probe.can).sort()).toEqual(names.sort());
  for (const verdict of Object.values(probe.can))
    expect(verdict === true || verdict).toEqual(
      verdict === true ? true : { call: expect.any(String), errno: expect.stringMatching(/^E/) },
    );
  expect(probe).toMatchObject({
    kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
    uid: process.getuid?.(),
  });
  expect(Object.keys(probe.facts).sort()).toEqual([
    'apparmor_restrict_unprivileged_userns',
    'lsm',
    'max_user_namespaces',
    'pid1',
    'unprivileged_userns_clone',
  ]);
});

test('clean with nothing to do says so', () => {
  const { swept, left } = JSON.parse(execFileSync(HELPER, ['clean'], { encoding: 'utf8' }));
  expect(left).toEqual({ cgroups: 0, processes: 0, files: 0 });
  expect(Object.keys(swept)).toEqual(['sessions', 'cgroups', 'processes', 'directories']);
});

describe.runIf(needs('python3', 'plays the CLI that is killed on a terminal'))('guard', () => {
  const cli = (end: string) => `
import os, subprocess, sys, termios, tty, signal, time
tty_fd = os.open('/dev/tty', os.O_RDWR)
r, w = os.pipe()
os.dup2(tty_fd, 3, inheritable=True)
guard = subprocess.Popen([${JSON.stringify(HELPER)}, 'guard'], stdin=r, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3,), start_new_session=True)
os.close(r)
while os.readlink('/proc/%d/exe' % guard.pid) != os.path.realpath(${JSON.stringify(HELPER)}) or b'\\nState:\\tS' not in open('/proc/%d/status' % guard.pid, 'rb').read(): pass
tty.setraw(tty_fd)
os.write(1, b'\\033[?1049h\\033[?25lRAW')
guard.send_signal(signal.SIGTERM)
guard.send_signal(signal.SIGHUP)
${end}
`;
  const run = async (end: string) => {
    const terminal = spawnTerminal('/bin/sh', ['-c', 'python3 -c "$CLI"; echo after; stty -a; echo done; read -r _'], {
      env: { ...process.env, CLI: cli(end) } as Record<string, string>,
    });
    let output = '';
    terminal.onData(data => (output += data));
    try {
      // the shell stays: of what it says just before its end node-pty may miss some (openStaying in helpers/screen.ts)
      await until(`the end in ${JSON.stringify(output)}`, () => output.includes('done'));
    } finally {
      terminal.kill('SIGKILL');
    }
    return output;
  };

  test('gives the terminal back when the CLI is killed', async () => {
    // the killed one waits in its own death for the guard to be through: the shell's stty would race with it
    const output = await run(`
if os.fork() == 0:
    os.close(w)
    guard.wait = None
    while os.path.exists('/proc/%d/exe' % guard.pid) and os.access('/proc/%d/exe' % guard.pid, os.F_OK): time.sleep(0.01)
    os._exit(0)
pid = os.fork()
if pid == 0: os.close(w); os._exit(0)
os.close(w)
try: guard_status = guard.wait(10)
except Exception as e: print(e)
os.kill(os.getpid(), signal.SIGKILL)`);
    expect(output).toContain('\x1b[?1049l');
    expect(output).toContain('\x1b[?25h');
    expect(output).toMatch(/[^-]icanon/);
    expect(output).toMatch(/[^-]echo\b/);
  });

  test('leaves it alone after a q', async () => {
    const output = await run(`
os.write(w, b'q'); os.close(w); guard.wait(10)
os.write(1, b'\\033[?1049l'); termios.tcsetattr(tty_fd, termios.TCSANOW, termios.tcgetattr(tty_fd))`);
    expect(output.split('\x1b[?1049l')).toHaveLength(2);
    expect(output).not.toContain('\x1b[?2004l');
    expect(output).toMatch(/-icanon/);
  });
});
