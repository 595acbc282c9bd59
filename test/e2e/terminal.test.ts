/** Whatever ends the workshop, the terminal is afterwards as before. A shell in a real pty starts it and compares. */
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { openScreen, openStaying, type Screen, type ScreenOptions } from '../helpers/screen.ts';
import { BUNDLE, childOf, isSane, openWorkshop, processes } from '../helpers/workshop.ts';

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.close();
  screen = null;
});

function open(args: string[], options: ScreenOptions = {}): Screen {
  screen = openWorkshop(args, options);
  return screen;
}

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('the terminal afterwards', () => {
  it.each<[NodeJS.Signals, number]>([
    ['SIGKILL', 137],
    ['SIGTERM', 130],
    ['SIGHUP', 130],
  ])('%s in the menu', async (signal, code) => {
    const shown = open([]);
    await shown.waitFor('q quit');
    const { cli, session } = processes(shown);
    process.kill(cli, signal);
    await isSane(shown, code);
    await untilNothingIsLeft(session);
  });

  it.each(['q', '\u0003'])('the key %j in the menu', async key => {
    const shown = open([]);
    await shown.waitFor('q quit');
    const { session } = processes(shown);
    shown.press(key);
    await isSane(shown, 0);
    await untilNothingIsLeft(session);
  });

  it.each<[string, string, NodeJS.Signals, number]>([
    ['embedded', 't', 'SIGKILL', 137],
    ['on the whole screen', 'T', 'SIGKILL', 137],
    ['on the whole screen', 'T', 'SIGTERM', 130],
  ])('a shell %s (%s) and %s', async (_where, key, signal, code) => {
    const shown = open(['open', '02-unshare/hostname']);
    await shown.waitFor('Enter carries out');
    const { cli, session } = processes(shown);
    shown.press(key);
    await shown.waitFor(/[#$] *$/m);
    shown.press('sleep 1000\r');
    await shown.waitFor('sleep 1000');
    process.kill(cli, signal);
    await isSane(shown, code);
    await untilNothingIsLeft(session);
  });

  it('a killed helper is told, and the way out is open', async () => {
    const shown = open(['open', '02-unshare/hostname']);
    await shown.waitFor('Enter carries out');
    process.kill(processes(shown).monitor, 'SIGKILL');
    await shown.waitFor('the helper ended');
    for (const key of ['q', 'q', 'q']) {
      if (shown.text().includes('CODE')) break;
      shown.press(key);
      await shown.waitFor(s => s.text().includes('CODE') || s.bytes() > 0);
    }
    await isSane(shown, 3);
    expect(shown.text()).toContain('container-lab: the helper ended unexpectedly');
  });

  it('goes on after it was stopped and continued', async () => {
    const shown = open(['open', '02-unshare/hostname']);
    await shown.waitFor('Enter carries out');
    const { cli, session } = processes(shown);
    process.kill(cli, 'SIGSTOP');
    process.kill(cli, 'SIGCONT');
    shown.press('\r');
    await shown.waitFor('✓ The stage is called lab-box.');
    shown.press('\u0003');
    await isSane(shown, 0);
    await untilNothingIsLeft(session);
  });

  it('is closed by its emulator: the workshop ends by itself', async () => {
    screen = openScreen(process.execPath, [BUNDLE, 'open', '02-unshare/hostname']);
    await screen.waitFor('Enter carries out');
    const monitor = childOf(screen.pid, /^lab-monitor/);
    const session = readdirSync('/run/container-lab').find(name => name.startsWith(`${monitor}-`)) ?? '';
    screen.hangUp();
    expect((await screen.ended).exitCode).toBe(130);
    await untilNothingIsLeft(session.replace('.journal', ''));
    expect(existsSync(`/proc/${monitor}`)).toBe(false);
  });
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('terminals of all kinds', () => {
  it('30x8 is told to be too small, and grows while a lesson runs', async () => {
    const shown = open(['open', '02-unshare/hostname'], { columns: 30, rows: 8 });
    await shown.waitFor('30x8');
    shown.resize(120, 36);
    await shown.waitFor('Enter carries out');
    shown.press('\r');
    shown.resize(20, 4);
    shown.resize(120, 36);
    await shown.waitFor('✓ The stage is called lab-box.');
    shown.press('\u0003');
    await isSane(shown, 0);
  });

  it('TERM=dumb gets plain text with prompts', async () => {
    const shown = open([], { env: { TERM: 'dumb' } });
    await shown.waitFor(/^next\?/m);
    expect(shown.terminal.buffer.active.type).toBe('normal');
    shown.press('q\r');
    await isSane(shown, 0);
  });

  it('CI=1 is no reason to show nothing', async () => {
    const shown = open([], { env: { CI: '1' } });
    await shown.waitFor('q quit');
    shown.press('q');
    await isSane(shown, 0);
  });

  it('NO_COLOR shows no colour', async () => {
    const shown = open(['open', '02-unshare/hostname'], { env: { NO_COLOR: '1' } });
    await shown.waitFor('Enter carries out');
    const buffer = shown.terminal.buffer.active;
    for (let y = 0; y < shown.terminal.rows; y++)
      for (let x = 0; x < shown.terminal.cols; x++) {
        const cell = buffer.getLine(y)?.getCell(x);
        expect(cell?.isFgDefault() && cell.isBgDefault(), `${x},${y} ${cell?.getChars()}`).toBe(true);
      }
    shown.press('\u0003');
    await isSane(shown, 0);
  });

  it('standard input from elsewhere gives plain text on the terminal', async () => {
    screen = openStaying('bash', ['-c', `echo q | ${process.execPath} ${BUNDLE}`]);
    await screen.waitFor('CODE 0');
    expect(screen.text()).toContain('left behind: 0 mounts, 0 cgroups, 0 processes');
  });
});
