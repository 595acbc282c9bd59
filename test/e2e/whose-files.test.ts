/** A shell says whose files it has, as the kernel answers for the shell itself. */
import { statSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import type { Screen } from '../helpers/screen.ts';
import { isSane, openWorkshop } from '../helpers/workshop.ts';

let screen: Screen | null = null;
afterEach(async () => {
  await screen?.close();
  screen = null;
});

const REAL = /your machine's real files \(\/ = (\S+), the host's\)/;
const ITS = /the container's files \(\/ = (\S+)\)/;
const inode = (id: string | undefined) => Number(id?.split('/')[1]);

describe.runIf(needs(isRoot, 'makes mounts, needs root'))('the heading of its pane', () => {
  it.each([
    [80, 24],
    [120, 36],
  ])('before and after the root is changed, at %ix%i', async (columns, rows) => {
    const shown = openWorkshop(['open', '03-chroot/chroot'], { columns, rows });
    screen = shown;
    await shown.waitFor('Enter do it');
    shown.press('t');
    await shown.waitFor(REAL);
    expect(inode(REAL.exec(shown.text())?.[1])).toBe(statSync('/').ino);
    shown.press('\u001d');
    await shown.waitFor('q menu');
    // chroot(2) moves the stage alone: this shell stays where it is, and its heading too
    shown.press('\r');
    await shown.waitFor('✓');
    shown.press('t');
    await shown.waitFor('Ctrl-] leave');
    await shown.waitFor(REAL);
    shown.press('exit\r');
    await shown.waitFor('the shell has ended');
    await shown.waitFor('Enter leave');
    shown.press('\r');
    await shown.waitFor(s => !s.text().includes('the shell has ended'));
    shown.press('t');
    await shown.waitFor(ITS);
    await shown.waitFor(/[#$] *$/m);
    shown.press('stat -c "inode %i." /\r');
    await shown.waitFor(/inode \d+\./);
    expect(Number(/inode (\d+)\./.exec(shown.text())?.[1])).toBe(inode(ITS.exec(shown.text())?.[1]));
    shown.press('exit\r');
    await shown.waitFor('the shell has ended');
    shown.press('\u0003');
    await isSane(shown, 0);
  });

  it('on the whole screen, with the way back, above the first prompt', async () => {
    const shown = openWorkshop(['open', '02-unshare/hostname'], { columns: 80, rows: 24 });
    screen = shown;
    await shown.waitFor('Enter do it');
    shown.press('T');
    await shown.waitFor(/^\(stage \d+\).*# $|[#$] *$/m);
    expect(shown.lines()[0]).toMatch(/^Ctrl-\] comes back to the workshop; exit ends this shell/);
    expect(shown.lines().slice(0, 2).join(' ')).toMatch(REAL);
    shown.press('echo an"sw"er\r');
    await shown.waitFor(/^answer/m);
    expect(shown.lines()[0]).toContain('Ctrl-] comes back');
    shown.press('\u001d');
    await shown.waitFor('q menu');
    shown.press('\u0003');
    await isSane(shown, 0);
  });
});
