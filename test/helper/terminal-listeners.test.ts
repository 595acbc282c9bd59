import { expect, test } from 'vitest';
import { TerminalListeners } from '../../src/helper/terminal-listeners.ts';

test('whoever comes later first gets the end of what was printed before', () => {
  const listeners = new TerminalListeners();
  for (let i = 0; i < 20; i++) listeners.emit(Buffer.alloc(8192, 'a'));
  listeners.emit(Buffer.from('z'));
  const received: Buffer[] = [];
  listeners.onData(data => received.push(data));
  expect(received.map(String)).toEqual([`${'a'.repeat(64 * 1024 - 1)}z`]);
  listeners.emit(Buffer.from('more'));
  expect(String(received[1])).toBe('more');
});

test('the end is told once to each, also to one who comes after it; who has left hears nothing', () => {
  const listeners = new TerminalListeners();
  const received: string[] = [];
  listeners.onExit(how => received.push(`early ${how?.code}`));
  listeners.onExit(() => received.push('left'))();
  listeners.end({ code: 3, signal: null });
  listeners.onExit(how => received.push(`late ${how?.code}`));
  listeners.end();
  expect(received).toEqual(['early 3', 'late 3']);
  expect(listeners.ended).toBe(true);
});
