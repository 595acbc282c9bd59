/** A challenge as a learner meets it: the screen, a shell of one's own beside the checklist, and the kernel as judge. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { nativeProgram } from '../../src/helper/helper-path.ts';
import { PROGRAM } from '../helpers/cli.ts';
import { kill, processesWith } from '../helpers/processes.ts';
import { needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';
import { unique } from '../helpers/unique.ts';

const root = needs(process.getuid?.() === 0 && process.platform === 'linux', 'root, to make namespaces');

test.runIf(root)('half a solution is seen, the whole one solves it, and its stars are on the menu', async () => {
  const screen = openScreen(process.execPath, [PROGRAM, 'open', '02-unshare/alone'], { columns: 80, rows: 24 });
  try {
    await screen.waitFor('watching …');
    screen.press('t');
    await screen.waitFor(/HOST +this machine: you are root/);
    await screen.waitFor(/[#$] *$/m);
    screen.press('unshare --uts --net --pid --fork --mount-proc sh\r');
    await screen.waitFor('✓ It is PID 1 in a PID namespace of its own.');
    await screen.waitFor('✗ There the machine is called lab-box.');
    screen.press('hostname lab-box\r');
    await screen.waitFor('✓ SOLVED by PID');
    screen.press('exit\r\u001d');
    await screen.waitFor('i shows one way');
    expect(screen.text(), 'a solution is shown when it is asked for').not.toContain('One way to do it');
    screen.press('i');
    await screen.waitFor('One way to do it');
    screen.press('q');
    await screen.waitFor('★★ 2 of 2');
    screen.press('q');
    expect((await screen.ended).exitCode).toBe(0);
  } finally {
    await screen.close();
  }
});

/** Somebody else's: it has no terminal, and its parent is not ours. Its program needs no loader. */
const DAEMON = [
  `mount -t tmpfs t /mnt; mkdir -p /mnt/bin /mnt/proc /mnt/tmp; cp '${nativeProgram('lab-apps')}' /mnt/bin/sh`,
  'exec sleep 1000',
].join('; ');

test.runIf(root)(
  'what a daemon has made wins nothing and shows no solution; it is asked about, and y claims it',
  async () => {
    const screen = openScreen(process.execPath, [PROGRAM, 'open', '01-mount-rootfs/your-rootfs'], {
      columns: 130,
      rows: 36,
    });
    try {
      await screen.waitFor('watching …');
      const env = { ...process.env, LAB_DAEMON: unique };
      const begun = spawnSync('setsid', ['-f', 'unshare', '--mount', 'sh', '-c', DAEMON], { stdio: 'ignore', env });
      expect(begun.status).toBe(0);
      await screen.waitFor(/Yours\? \(y\).*PID \d+ \(sleep\)/);
      expect(screen.text()).toContain('watching … nothing new of yours yet');
      expect(screen.text()).not.toMatch(/SOLVED|One way to do it/);
      screen.press('y');
      await screen.waitFor(/SOLVED by PID \d+ \(sleep\), claimed/);
      screen.press('q');
      await screen.waitFor('★★ 2 of 2');
      screen.press('q');
      expect((await screen.ended).exitCode).toBe(0);
    } finally {
      processesWith(`LAB_DAEMON=${unique}`).forEach(kill);
      await screen.close();
    }
  },
);
