import { expect, test } from 'vitest';
import { Keyboard } from '../../../src/ui/keys/keyboard.ts';
import { soon } from '../../helpers/soon.ts';

function keyboard() {
  const log: string[] = [];
  let typing = false;
  const board = new Keyboard({
    typing: () => typing,
    type: text => log.push(`type ${JSON.stringify(text)}`),
    leave: () => {
      typing = false;
      log.push('leave');
    },
    press: key => {
      typing = key === 't';
      log.push(`press ${key}`);
    },
  });
  return { board, log };
}

test('who has the keyboard can change in the middle of a chunk', () => {
  const { board, log } = keyboard();
  board.feed('jt\u0003ls\r\u001dq');
  expect(log).toEqual(['press j', 'press t', 'type "\\u0003ls\\r"', 'leave', 'press q']);
});

test('a key in two chunks is one key', () => {
  const { board, log } = keyboard();
  board.feed('\u001b');
  board.feed('[A');
  expect(log).toEqual(['press up']);
});

test('Esc alone is a key once nothing has followed', async () => {
  const { board, log } = keyboard();
  board.feed('\u001b');
  await soon(() => expect(log).toEqual(['press escape']));
});

test('Ctrl-] of the kitty protocol leaves, in one chunk or two; its release is no key', () => {
  const { board, log } = keyboard();
  board.feed('tvi\u001b[93;5u');
  board.feed('t');
  for (const part of ['a\u001b[93', ';5:1u', '\u001b[93;5:3uq']) board.feed(part);
  expect(log).toEqual(['press t', 'type "vi"', 'leave', 'press t', 'type "a"', 'leave', 'press q']);
});

test('Esc and other keys reach the program', async () => {
  const { board, log } = keyboard();
  board.feed('t\u001b[A\u001bx\u001b');
  await soon(() => expect(log.join(' ')).toBe('press t type "\\u001b[A\\u001bx" type "\\u001b"'));
});
