import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { HandOver } from '../../src/plain/hand-over.ts';
import { SANE_IN_PLACE } from '../../src/stage/terminal-modes.ts';
import { soon } from '../helpers/soon.ts';

function handOver() {
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
  return { hands: new HandOver(input, output), input, typed, shell, written: () => written };
}

test.each(['\u001d', '\u001b[93;5u', '\u001b[27;5;93~'])('%j leaves the shell, and its modes are undone', async key => {
  const { hands, input, typed, shell, written } = handOver();
  const lent = hands.lend(shell);
  input.write(`vi é${key}q\r`);
  await lent;
  expect(typed.join('')).toBe('vi é');
  expect(hands.lines.read()?.toString()).toBe('q\r');
  await soon(() => expect(written()).toContain(SANE_IN_PLACE));
});

test('a terminal that is gone gives the shell back and ends the lines', async () => {
  const { hands, input, shell } = handOver();
  const lent = hands.lend(shell);
  input.emit('error', Object.assign(new Error('read EIO'), { code: 'EIO' }));
  await lent;
  expect(hands.lines.writableEnded).toBe(true);
});
