import { expect, test } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { SessionStore } from '../../src/session/session-store.ts';

test('an event is in the state when it is told, with the time since the beginning', () => {
  const store = new SessionStore();
  const received: [LabEvent, number][] = [];
  store.onEvent(event => received.push([event, store.state.notes.length]));
  store.emit({ type: 'note', text: 'one' });
  store.emit({ type: 'note', text: 'two' });
  expect(received.map(([event, notes]) => [event.type, notes])).toEqual([
    ['note', 1],
    ['note', 2],
  ]);
  const [first = 0, second = -1] = received.map(([{ t }]) => t);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(second).toBeGreaterThanOrEqual(first);
});

test('subscribers are notified of every change, until they unsubscribe', () => {
  const store = new SessionStore();
  const busy: boolean[] = [];
  const leave = store.subscribe(() => busy.push(store.state.busy));
  store.setBusy(true);
  store.emit({ type: 'note', text: 'meanwhile' });
  store.setBusy(false);
  leave();
  store.setBusy(true);
  expect(busy).toEqual([true, true, false]);
});
