import { expect, test } from 'vitest';
import { TerminalListeners } from '../../src/stage/terminal-listeners.ts';

test('whoever comes later first gets the end of what was printed before', () => {
  const listeners = new TerminalListeners();
  for (let i = 0; i < 20; i++) listeners.tell(Buffer.alloc(8192, 'a'));
  listeners.tell(Buffer.from('z'));
  const heard: Buffer[] = [];
  listeners.onData(data => heard.push(data));
  expect(heard.map(String)).toEqual([`${'a'.repeat(64 * 1024 - 1)}z`]);
  listeners.tell(Buffer.from('more'));
  expect(String(heard[1])).toBe('more');
});

test('the end is told once to each, also to one who comes after it; who has left hears nothing', () => {
  const listeners = new TerminalListeners();
  const heard: string[] = [];
  listeners.onExit(() => heard.push('early'));
  listeners.onExit(() => heard.push('left'))();
  listeners.end();
  listeners.onExit(() => heard.push('late'));
  listeners.end();
  expect(heard).toEqual(['early', 'late']);
  expect(listeners.ended).toBe(true);
});
