import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { SANE_IN_PLACE } from '../../src/helper/terminal-modes.ts';
import { TtySwitch } from '../../src/plain/tty-switch.ts';
import { soon } from '../helpers/soon.ts';

function makeSwitch() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
  const output = new PassThrough();
  let written = '';
  output.on('data', data => {
    written += data;
  });
  const typed: string[] = [];
  const shell = {
    pid: 1,
    write: (data: string | Buffer) => void typed.push(data.toString()),
    resize() {},
    onData: () => () => {},
    onExit: () => () => {},
    close() {},
  };
  return { ttySwitch: new TtySwitch(input, output), input, typed, shell, written: () => written };
}

test.each(['\u001d', '\u001b[93;5u', '\u001b[27;5;93~'])('%j leaves the shell, and its modes are undone', async key => {
  const { ttySwitch, input, typed, shell, written } = makeSwitch();
  const done = ttySwitch.runShell(shell);
  input.write(`vi é${key}q\r`);
  await done;
  expect(typed.join('')).toBe('vi é');
  expect(ttySwitch.lines.read()?.toString()).toBe('q\r');
  await soon(() => expect(written()).toContain(SANE_IN_PLACE));
});

test('a terminal that is gone gives the shell back and ends the lines', async () => {
  const { ttySwitch, input, shell } = makeSwitch();
  const done = ttySwitch.runShell(shell);
  input.emit('error', Object.assign(new Error('read EIO'), { code: 'EIO' }));
  await done;
  expect(ttySwitch.lines.writableEnded).toBe(true);
});
