import { expect, test } from 'vitest';
import type { LabEvent } from '../../src/session/events.ts';
import { Story } from '../../src/session/story.ts';

test('an event is in the state when it is told, with the time since the beginning', () => {
  const story = new Story();
  const heard: [LabEvent, number][] = [];
  story.onEvent(event => heard.push([event, story.state.notes.length]));
  story.tell({ type: 'note', text: 'one' });
  story.tell({ type: 'note', text: 'two' });
  expect(heard.map(([event, notes]) => [event.type, notes])).toEqual([
    ['note', 1],
    ['note', 2],
  ]);
  const [first = 0, second = -1] = heard.map(([{ t }]) => t);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(second).toBeGreaterThanOrEqual(first);
});

test('who subscribed is stirred by every change, until they leave', () => {
  const story = new Story();
  const busy: boolean[] = [];
  const leave = story.subscribe(() => busy.push(story.state.busy));
  story.setBusy(true);
  story.tell({ type: 'note', text: 'meanwhile' });
  story.setBusy(false);
  leave();
  story.setBusy(true);
  expect(busy).toEqual([true, true, false]);
});
