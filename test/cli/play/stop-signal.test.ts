import { afterEach, expect, test } from 'vitest';
import { StopSignal } from '../../../src/cli/play/stop-signal.ts';

const heardBefore = process.listeners('SIGHUP');
afterEach(() => {
  for (const listener of process.listeners('SIGHUP'))
    if (!heardBefore.includes(listener)) process.off('SIGHUP', listener);
});

const send = (name: NodeJS.Signals) => process.emit(name, name);

test('the first signal is the one that counts; every further one is impatience', async () => {
  const stop = new StopSignal();
  let hurried = 0;
  stop.onImpatience = () => hurried++;
  expect(stop.signal).toBeNull();
  send('SIGTERM');
  await stop.asked;
  expect(stop.abortSignal.aborted).toBe(true);
  send('SIGINT');
  expect([stop.signal, hurried]).toEqual(['SIGTERM', 1]);
  stop.dispose();
});

test('an output that is lost is told as SIGPIPE, and is no impatience', () => {
  const stop = new StopSignal();
  stop.onImpatience = () => expect.unreachable();
  stop.lose();
  stop.lose();
  expect(stop.signal).toBe('SIGPIPE');
  stop.dispose();
});

test('afterwards only SIGHUP is still heard', () => {
  const before = process.listenerCount('SIGINT');
  const stop = new StopSignal();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  stop.dispose();
  expect(process.listenerCount('SIGINT')).toBe(before);
  send('SIGHUP');
  expect(stop.signal).toBe('SIGHUP');
});
