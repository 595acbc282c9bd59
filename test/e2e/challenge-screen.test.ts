/** A challenge as a learner meets it: the screen, a shell of one's own beside the checklist, and the kernel as judge. */
import { expect, test } from 'vitest';
import { PROGRAM } from '../helpers/cli.ts';
import { needs } from '../helpers/require.ts';
import { openScreen } from '../helpers/screen.ts';

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
    expect(screen.text()).toContain('✗ There the machine is called lab-box.');
    screen.press('hostname lab-box\r');
    await screen.waitFor('✓ SOLVED by PID');
    screen.press('exit\r\u001d');
    await screen.waitFor('One way to do it');
    screen.press('q');
    await screen.waitFor('★★ 2 of 2');
    screen.press('q');
    expect((await screen.ended).exitCode).toBe(0);
  } finally {
    await screen.close();
  }
});
