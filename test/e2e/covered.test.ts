/** The machine's /proc and its trees of groups, covered by the learner's own commands or before the start: each time in mount namespaces of the test's own. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { cli, PROGRAM, type Result, start } from '../helpers/cli.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';
import { unique } from '../helpers/unique.ts';
import { cgroupMount } from '../native/helper.ts';

/** Words that start a program where mounts harm nobody, with `before` done there; then it is told what is left. */
const apart = (before = ':') => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs run /run; ${before}; "$@"; code=$?; umount -l /proc 2>/dev/null; mount -t proc proc /proc
   [ ! -e /run/container-lab ] || echo LEFT BEHIND; exit $code`,
  'sh',
];

const [unshare = '', ...words] = apart();
const workshop = (place: string): Screen =>
  openScreen(unshare, [...words, process.execPath, PROGRAM, 'open', place], { columns: 120, rows: 44 });

async function type(screen: Screen, line: string): Promise<void> {
  screen.press(`${line}\r`);
  await screen.waitFor(shown => shown.text().replaceAll(/[│\s]/g, '').includes(line.replaceAll(' ', '')));
}

const ready = needs(isRoot, 'makes mount namespaces, needs root');

describe.runIf(ready)('covered while a challenge is open', () => {
  test('on the screen it is told at once with the way back, the checklist goes on, and the end is as always', async () => {
    const screen = workshop('02-unshare/alone');
    try {
      await screen.waitFor('watching …');
      screen.press('t');
      await screen.waitFor(/[#$] *$/m);
      await type(screen, 'unshare --uts --pid --fork --net sh');
      await screen.waitFor('✓ It is PID 1 in a PID namespace of its own.');
      await type(screen, 'mount -t proc proc /proc');
      await screen.waitFor('if that was you: umount /proc');
      await type(screen, 'hostname lab-box');
      await screen.waitFor('✓ SOLVED by PID');
      await type(screen, 'exit');
      screen.press('\u001d');
      await screen.waitFor('Solved: the kernel has proven it');
      expect(screen.text()).toContain('if that was you: umount /proc');
      screen.press('q');
      await screen.waitFor('★★ 2 of 2');
      screen.press('q');
      expect((await screen.ended).exitCode).toBe(0);
      const told = screen.text().replaceAll(/\s+/g, ' ');
      expect(told).toContain('the host is as it was');
      expect(told).toContain('still there: on this machine itself the mount /proc (proc proc');
      expect(told).not.toMatch(/unexpected|ENOENT|LEFT BEHIND/);
    } finally {
      await screen.close();
    }
  });

  test('taken back, the notice is gone', async () => {
    const screen = workshop('02-unshare/alone');
    try {
      await screen.waitFor('watching …');
      screen.press('t');
      await screen.waitFor(/[#$] *$/m);
      await type(screen, 'mount -t tmpfs nothing /proc');
      await screen.waitFor('if that was you: umount /proc');
      await type(screen, 'umount /proc');
      await screen.waitFor(shown => !shown.text().includes('if that was you: umount /proc'));
      screen.press('\u001dqq');
      expect((await screen.ended).exitCode).toBe(0);
      expect(screen.text()).not.toContain('still there: on this machine itself the mount');
    } finally {
      await screen.close();
    }
  });

  test('as plain text: no /proc, another name, a device and a group are told, and told again at the end', async () => {
    const group = `${cgroupMount('unified') ?? cgroupMount('memory')}/lab-covered-${unique}`;
    const running = start(['open', '02-unshare/alone', '--plain'], {
      stdin: 'pipe',
      through: ['unshare', '--uts', '--net', ...apart()],
    });
    try {
      await running.untilPrinted('Enter goes on, solved or not.');
      const mistakes = `mkdir ${group}; ip tuntap add lab-tap mode tap || ip link add lab-tap type dummy; hostname elsewhere; umount -l /proc`;
      run(running.child.pid, mistakes);
      const madeDevice = run(running.child.pid, 'ip link show lab-tap >/dev/null 2>&1 && echo yes || :').includes(
        'yes',
      );
      await running.untilPrinted(`rmdir ${group}`);
      await running.untilPrinted('mount -t proc proc /proc');
      run(running.child.pid, `rmdir ${group}`);
      await running.untilPrinted(`the control group lab-covered-${unique} is gone again`);
      running.child.stdin?.end('q\n');
      const { code, stdout, stderr } = await running.ended;
      // a small kernel has no device that could be made
      const device = madeDevice ? ['ip link del lab-tap'] : [];
      for (const line of [`hostname ${hostname()}`, ...device, 'mount -t proc proc /proc']) {
        expect(stdout).toMatch(new RegExp(`attention: .*if that was you: ${line}$`, 'm'));
        expect(stdout).toMatch(new RegExp(`note: still there: .*if that was you: ${line}$`, 'm'));
      }
      expect(stdout).toContain('the host is as it was');
      expect([code, stderr]).toEqual([0, '']);
    } finally {
      if (existsSync(group)) rmdirSync(group);
      running.child.kill();
    }
  });
});

/** A command in the namespaces of a running program. */
function run(pid: number | undefined, command: string): string {
  return execFileSync('nsenter', ['-t', String(pid), '-m', '-u', '-n', 'sh', '-c', command], { encoding: 'utf8' });
}

describe.runIf(ready)('covered before the start', () => {
  const OTHER_PROC = "unshare --pid --fork sh -c 'mount -t proc proc /proc'";
  const PROC: [string, string, string][] = [
    ['the proc of a PID namespace that is over', OTHER_PROC, 'umount /proc'],
    ['an empty tmpfs on it', 'mount -t tmpfs none /proc', 'umount /proc'],
    ['no proc at all', 'while umount -l /proc 2>/dev/null; do :; done', 'umount /proc || mount -t proc proc /proc'],
  ];
  const whole = ({ code, stderr }: Result) => [code, stderr.replaceAll(/\s+/g, ' ')];

  test.each(PROC)('%s: run, open, solve and clean name it and its way back', async (_, before, todo) => {
    for (const args of [['run', '--all'], ['open', '--plain'], ['solve'], ['clean']]) {
      const [code, said] = whole(await cli(args, { through: apart(before) }));
      expect([args, code]).toEqual([args, 3]);
      expect(said).toMatch(/^container-lab: .*\/proc.*, so the workshop cannot see this machine as root: /);
      expect(said).toContain(`as root: ${todo}`);
    }
  });

  test('the proc of an outer PID namespace: its numbers are those of others, so nothing is begun', async () => {
    const through = ['unshare', '--pid', '--fork'];
    for (const args of [['run', '--until', '2'], ['clean'], ['doctor']]) {
      const { code, stdout, stderr } = await cli(args, { through });
      expect([args, code]).toEqual([args, 3]);
      expect(stdout + stderr).toMatch(
        /the proc on \/proc is that of an outer PID namespace: this process has the number/,
      );
    }
  });

  test.each(PROC)('%s: doctor says that, and nothing that it cannot know', async (_, before, todo) => {
    const { code, stdout } = await cli(['doctor', '--json'], { through: apart(before) });
    const { checks } = JSON.parse(stdout);
    expect(checks.filter(({ state }: { state: string }) => state === 'no')).toEqual([
      expect.objectContaining({ id: 'proc', todo: `as root: ${todo}` }),
    ]);
    expect(stdout).not.toMatch(/CAP_SYS_ADMIN|cgroup2/);
    expect(code).toBe(3);
  });

  test.each([
    ['an empty tmpfs', 'mount -t tmpfs none /sys/fs/cgroup', '/sys/fs/cgroup'],
    ['one over all of /sys', 'mount -t tmpfs none /sys', '/sys'],
    // what was once advised where no tree was seen; on v2 alone it covers a tree with itself
    ...(cgroupMount('unified') === '/sys/fs/cgroup'
      ? []
      : [['a second v2 tree', 'mount -t cgroup2 none /sys/fs/cgroup', '/sys/fs/cgroup']]),
  ])('the trees of groups below %s', async (_, before = '', point = '') => {
    for (const args of [['run', '--all'], ['open', '--plain'], ['clean'], ['doctor']]) {
      const { code, stdout, stderr } = await cli(args, { through: apart(before) });
      expect([args, code]).toEqual([args, 3]);
      const said = (stdout + stderr).replaceAll(/\s+/g, ' ');
      expect(said).toContain(` on ${point} is mounted over`);
      expect(said).toContain(`as root: umount ${point}`);
      expect(said).not.toContain('mount -t cgroup2');
    }
  });
});

describe.runIf(ready)('covered during a run', () => {
  test('groups that lie hidden are removed all the same', async () => {
    const running = start(['run', '--until', '5', '--hold', '--json'], { stdin: 'pipe', through: apart() });
    const { cgroup } = await running.event('hold');
    run(running.child.pid, 'mount -t tmpfs none /sys/fs/cgroup; mount -t tmpfs none /proc');
    running.child.stdin?.end();
    const { code, stderr } = await running.ended;
    expect(Object.values(cgroup).filter(path => existsSync(path))).toEqual([]);
    expect([code, stderr]).toEqual([0, '']);
    const certificate = await running.event('certificate');
    expect(certificate.ours).toEqual([]);
    expect(certificate.foreign).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ thing: 'mount', name: expect.stringMatching(/^\/proc \(tmpfs/) }),
      ]),
    );
  });
});
