import { expect, test } from 'vitest';
import { pollUntil } from '../../../src/session/challenge/poll-until.ts';

function changing() {
  const listeners = new Set<() => void>();
  return {
    listeners,
    change: () => {
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const never = new AbortController().signal;

test('what already holds is not waited for', async () => {
  const { subscribe, listeners } = changing();
  await pollUntil(subscribe, () => true, never);
  expect(listeners.size).toBe(0);
});

test('it looks at every change, until the condition holds, and no longer', async () => {
  const { subscribe, change, listeners } = changing();
  let looks = 0;
  const waited = pollUntil(subscribe, () => ++looks === 3, never);
  change();
  expect(listeners.size).toBe(1);
  change();
  await waited;
  change();
  expect(looks).toBe(3);
  expect(listeners.size).toBe(0);
});

test('the end of the time is the end of waiting, with its reason', async () => {
  const { subscribe, listeners } = changing();
  const time = new AbortController();
  const waited = pollUntil(subscribe, () => false, time.signal);
  time.abort(new Error('too late'));
  await expect(waited).rejects.toThrow('too late');
  expect(listeners.size).toBe(0);
});

test('a time that is over before refuses even what holds', async () => {
  const { subscribe, listeners } = changing();
  await expect(pollUntil(subscribe, () => true, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  expect(listeners.size).toBe(0);
});
