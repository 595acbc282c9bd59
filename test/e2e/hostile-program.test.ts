/** What a program in a terminal of the screen writes hurts neither the screen nor the keys. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import type { Screen } from '../helpers/screen.ts';
import { soon } from '../helpers/soon.ts';
import { isSane, openWorkshop, processes } from '../helpers/workshop.ts';

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.close();
  screen = null;
});

async function shell(key: 't' | 'T'): Promise<Screen> {
  screen = openWorkshop(['open', '02-unshare/hostname']);
  await screen.waitFor('Enter carries out');
  screen.press(key);
  await screen.waitFor(/[#$] *$/m);
  return screen;
}

const residentMiB = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const bytesRead = (pid: number) => Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);

describe.runIf(needs(isRoot, 'opens a shell in a stage, needs root'))('in its pane', () => {
  it('numbers without an end do not stop the workshop', async () => {
    const shown = await shell('t');
    for (const last of 'SbLMTIZ') shown.press(`printf 'A\\033[2147483647${last}'\r`);
    shown.press('clear; echo sti""ll here\r');
    await shown.waitFor('still here');
    shown.press('\u001d?');
    await shown.waitFor('Keys');
    shown.press('\u0003');
    await isSane(shown, 0);
  });

  it.each([
    ['endless lines', 'yes'],
    ['endless repeats', "while :; do printf 'A\\033[2147483647b'; done"],
    ['questions without an end', "stty raw -echo; yes $(printf '\\033[6n\\033[c\\033[5n')"],
  ])('%s leave the keys alive and the memory bounded', async (_what, command) => {
    const shown = await shell('t');
    const { cli } = processes(shown);
    const before = residentMiB(cli);
    shown.press(`${command}\r`);
    const read = bytesRead(cli);
    await soon(() => expect(bytesRead(cli) - read).toBeGreaterThan(5e6));
    shown.press('\u001d');
    await shown.waitFor('q menu');
    shown.press('?');
    await shown.waitFor('Keys');
    expect(residentMiB(cli) - before).toBeLessThan(150);
    shown.press('\u0003');
    await isSane(shown, 0);
  });
});

describe.runIf(needs(isRoot, 'opens a shell in a stage, needs root'))('on the whole screen', () => {
  const ON = '\\033[>1u\\033[?1004h\\033[?1003h\\033[?2004h\\033[?5h\\033[4h\\033[>4;2m\\033(0';

  /** The program has switched on what it can; the list gets what is undone. */
  async function withModes(): Promise<{ shown: Screen; undone: string[] }> {
    const shown = await shell('T');
    const undone: string[] = [];
    const { parser } = shown.terminal;
    parser.registerCsiHandler({ prefix: '<', final: 'u' }, () => undone.push('kitty') === 0);
    parser.registerCsiHandler({ prefix: '>', final: 'm' }, ([key]) => undone.push(`keys ${key}`) === 0);
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, ([mode]) => undone.push(`mode ${mode}`) === 0);
    parser.registerEscHandler({ intermediates: '(', final: 'B' }, () => undone.push('letters') === 0);
    shown.press(`printf '${ON}'\r`);
    await shown.waitFor(s => s.terminal.modes.sendFocusMode && s.terminal.modes.bracketedPasteMode);
    undone.length = 0;
    return { shown, undone };
  }
  const ALL = ['kitty', 'keys 4', 'mode 5', 'mode 1004', 'mode 1003', 'mode 2004', 'letters'];

  it('Ctrl-] as the kitty protocol sends it comes back, and every mode is undone', async () => {
    const { shown, undone } = await withModes();
    shown.press('\u001b[93;5u\u001b[93;5:3u');
    await shown.waitFor('q menu');
    expect(undone).toEqual(expect.arrayContaining(ALL));
    expect(shown.terminal.modes).toMatchObject({ sendFocusMode: false, mouseTrackingMode: 'none', insertMode: false });
    shown.press('\u0003');
    await isSane(shown, 0);
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 130],
    ['SIGINT', 130],
    ['SIGKILL', 137],
  ])('%s undoes them too', async (signal, code) => {
    const { shown, undone } = await withModes();
    process.kill(processes(shown).cli, signal);
    await isSane(shown, code);
    expect(undone).toEqual(expect.arrayContaining(ALL));
  });
});
