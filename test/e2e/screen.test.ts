/** The real program in a real pseudo-terminal: the built bundle, the helper, this kernel. */
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen, type Screen } from '../helpers/screen.ts';

const BUNDLE = 'dist/container-lab.js';
let screen: Screen | null = null;

afterEach(async () => {
  await screen?.close();
  screen = null;
});

function open(args: string[], columns: number, rows: number): Screen {
  screen = openScreen(process.execPath, [BUNDLE, ...args], { columns, rows });
  return screen;
}

/** The monitor's PID is the host's on the screen, and the beginning of the session's name. */
function sessionOn(shown: Screen): string {
  const pid = /host (\d+)/.exec(shown.text())?.[1] ?? '?';
  return (
    readdirSync('/run/container-lab').find(name => name.startsWith(`${pid}-`) && !name.endsWith('.journal')) ??
    `${pid}-`
  );
}

async function quit(shown: Screen, keys: string): Promise<void> {
  shown.press(keys);
  expect(await shown.ended).toMatchObject({ exitCode: 0 });
  expect(shown.terminal.buffer.active.type).toBe('normal');
}

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the workshop on the screen', () => {
  beforeAll(() => {
    expect(existsSync(BUNDLE), 'build it first: npm run build').toBe(true);
  });

  it.each([
    [80, 24],
    [120, 36],
    [200, 60],
  ])('a step, a shell inside, and the way out at %ix%i', async (columns, rows) => {
    const shown = open(['open', '02-unshare/hostname'], columns, rows);
    await shown.waitFor('Enter carries out');
    shown.press('\r');
    await shown.waitFor('✓ The stage is called lab-box.');
    shown.press('2');
    await shown.waitFor(/hostname .*≠ lab-box/);
    const session = sessionOn(shown);
    shown.press('t');
    await shown.waitFor(/your machine's real files \(\/ = \d+:\d+\/\d+, the host's/);
    await shown.waitFor(/[#$] *$/m);
    shown.press('echo "I am on $(hostname)"\r');
    await shown.waitFor('I am on lab-box');
    shown.press('exit\r');
    await shown.waitFor('the shell has ended, exit code 0');
    shown.press('q\r');
    await shown.waitFor(s => !s.text().includes('real files'));
    for (const line of shown.lines()) expect(line.length).toBeLessThanOrEqual(columns);
    shown.press('q');
    await shown.waitFor('in progress');
    await quit(shown, 'q');
    await untilNothingIsLeft(session);
  });

  it('goes back, jumps, and gives the whole screen to a shell', async () => {
    const shown = open(['open', '02-unshare/hostname'], 120, 36);
    await shown.waitFor('Enter carries out');
    shown.press('b');
    await shown.waitFor(/2\/\d+ · A namespace for the hostname/);
    const session = sessionOn(shown);
    shown.press('g');
    await shown.waitFor('(you are here)');
    shown.press('\u001b[B\r');
    await shown.waitFor(/3\/\d+ · A private hostname/);
    await shown.waitFor(s => s.text().includes('Enter carries out') && !s.text().includes('working'));
    shown.press('\r');
    await shown.waitFor('✓ The stage is called lab-box.');
    shown.press('T');
    await shown.waitFor(s => s.terminal.buffer.active.type === 'normal');
    shown.press('hostname; stty size\r');
    await shown.waitFor(/^lab-box$/m);
    await shown.waitFor(/^36 120$/m);
    shown.press('\u001d');
    await shown.waitFor(/3\/\d+ · A private hostname/);
    expect(shown.terminal.buffer.active.type).toBe('alternate');
    await quit(shown, '\u0003');
    await untilNothingIsLeft(session);
  });

  it('follows the size of the terminal', async () => {
    const shown = open(['open', '02-unshare/eight-links'], 120, 36);
    await shown.waitFor('System calls');
    shown.resize(80, 24);
    await shown.waitFor('[1 lesson]');
    shown.resize(39, 9);
    await shown.waitFor('39x9');
    shown.resize(200, 60);
    await shown.waitFor(
      s =>
        s.text().includes('System calls') && s.text().includes('Kernel') && s.lines()[59]?.includes('q menu') === true,
    );
    await quit(shown, 'qq');
  });
});
