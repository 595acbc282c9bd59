import { expect, test } from 'vitest';
import { Typing } from '../../../src/session/challenge/typing.ts';
import type { Terminal } from '../../../src/session/session.ts';

const time = new AbortController().signal;

/** A terminal that takes what is typed and shows what it is told to. */
function shell() {
  const typed: string[] = [];
  let show: (data: Buffer) => void = () => {};
  let end: () => void = () => {};
  const terminal: Terminal = {
    pid: 1,
    write: data => void typed.push(data.toString()),
    resize: () => {},
    onData: listener => {
      show = listener;
      return () => {};
    },
    onExit: listener => {
      end = () => listener(null);
      return () => {};
    },
    close: () => {},
  };
  return { terminal, typed, show: (text: string) => show(Buffer.from(text)), end: () => end() };
}

test('the echo of the question is no answer; the answer is, in pieces or before much else', async () => {
  const { terminal, typed, show } = shell();
  const typing = new Typing(terminal);
  let done = 0;
  const first = typing.type('true', time).then(() => ++done);
  show(`$ ${typed[0]}`);
  await Promise.resolve();
  expect(done).toBe(0);
  show('lab-has-do');
  show('ne-1.\r\n');
  await first;
  const second = typing.type('seq 9999', time);
  show(`lab-has-done-2.\r\n${'9999\r\n'.repeat(9999)}`);
  await second;
});

test('a shell that has ended answers nothing more', async () => {
  const { terminal, end } = shell();
  const typing = new Typing(terminal);
  const typed = typing.type('exit', time);
  end();
  await typed;
  expect(typing.over).toBe(true);
});

test('the tail is the end of what was shown', () => {
  const { terminal, show } = shell();
  const typing = new Typing(terminal);
  for (let n = 0; n < 100; n++) show('x'.repeat(1000));
  show('$ ');
  expect(typing.tail).toHaveLength(4000);
  expect(typing.tail.endsWith('x$ ')).toBe(true);
});
