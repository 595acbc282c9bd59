import { readFileSync } from 'node:fs';
import xterm from '@xterm/headless';
import { expect, test } from 'vitest';
import { SANE, SANE_IN_PLACE } from '../../src/helper/terminal-modes.ts';

test('the guard knows the same', () => {
  const source = readFileSync('native/src/modes/guard.c', 'utf8');
  const [, literal = ''] = /SANE\[\] =\s*((?:"[^"]*"\s*)+);/.exec(source) ?? [];
  const text = [...literal.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join('');
  const bytes = text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  expect(bytes).toBe(SANE);
});

/** Modes of a terminal after a program has switched on what it can. */
async function after(sane: string): Promise<InstanceType<typeof xterm.Terminal>> {
  const terminal = new xterm.Terminal({ cols: 20, rows: 5, allowProposedApi: true });
  const on =
    '\u001b[?1049h\u001b[?1003h\u001b[?1016h\u001b[?1004h\u001b[?2004h\u001b[?1h\u001b=\u001b[4h\u001b[2;3r\u001b[?6h\u001b[?7l\u001b(0\u001b[1;7m';
  await new Promise<void>(resolve => terminal.write(`one\r\ntwo${on}${sane}`, resolve));
  return terminal;
}

test('all modes are off, and the cursor is where it was before the alternate screen', async () => {
  const terminal = await after(SANE);
  expect(terminal.modes).toMatchObject({
    applicationCursorKeysMode: false,
    applicationKeypadMode: false,
    bracketedPasteMode: false,
    insertMode: false,
    mouseTrackingMode: 'none',
    originMode: false,
    sendFocusMode: false,
    wraparoundMode: true,
  });
  const { active } = terminal.buffer;
  expect([active.type, active.cursorX, active.cursorY]).toEqual(['normal', 3, 1]);
  await new Promise<void>(resolve => terminal.write('q', resolve));
  const written = active.getLine(1);
  expect(written?.translateToString(true)).toBe('twoq');
  expect(written?.getCell(3)?.isBold()).toBe(0);
});

test('in place the cursor stays', async () => {
  const terminal = new xterm.Terminal({ cols: 20, rows: 5, allowProposedApi: true });
  await new Promise<void>(resolve => terminal.write(`one\r\ntwo\u001b[1;2r\u001b[3;4H${SANE_IN_PLACE}`, resolve));
  expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([3, 2]);
});
