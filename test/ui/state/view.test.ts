import { expect, test } from 'vitest';
import { PANES } from '../../../src/ui/draw/layout.ts';
import { initialView, reduceView, type View, type ViewEvent } from '../../../src/ui/state/view.ts';

const after = (...events: ViewEvent[]): View => events.reduce(reduceView, initialView);

test('another step is read from its beginning, the kernel pane stays where it was', () => {
  const view = after(
    { type: 'scroll', pane: 'lesson', to: 9 },
    { type: 'scroll', pane: 'kernel', to: 4 },
    { type: 'step' },
  );
  expect(view.scroll).toMatchObject({ lesson: 0, kernel: 4 });
});

test('the chosen choice and what was said about it belong to one step', () => {
  const chosen = after({ type: 'notice', notice: 'answer first' }, { type: 'choice', index: 1 });
  expect(chosen).toMatchObject({ choice: 1, notice: null });
  expect(reduceView(chosen, { type: 'step' })).toMatchObject({ choice: null, notice: null });
});

test('the focus goes round', () => {
  const panes = PANES.slice(0, 3);
  expect(after({ type: 'cycle', by: 1, panes }).pane).toBe('kernel');
  expect(after({ type: 'cycle', by: -1, panes }).pane).toBe('calls');
  expect(after({ type: 'focus', pane: 'calls' }, { type: 'cycle', by: 1, panes }).pane).toBe('lesson');
});

test('the lower part shows what last had the focus there', () => {
  expect(after({ type: 'focus', pane: 'terminal' }, { type: 'focus', pane: 'lesson' }).lower).toBe('terminal');
  expect(after({ type: 'focus', pane: 'terminal' }, { type: 'focus', pane: 'calls' }).lower).toBe('calls');
});

test('typing begins in the terminal and ends with any other focus, box or screen', () => {
  const typing: ViewEvent = { type: 'type', on: true };
  expect(after(typing)).toMatchObject({ typing: true, pane: 'terminal' });
  expect(after(typing, { type: 'focus', pane: 'lesson' }).typing).toBe(false);
  expect(after(typing, { type: 'overlay', overlay: { kind: 'help', scroll: 0 } }).typing).toBe(false);
  expect(after(typing, { type: 'screen', screen: 'menu' }).typing).toBe(false);
});

test('what changes nothing is the same object', () => {
  expect(reduceView(initialView, { type: 'scroll', pane: 'lesson', to: 0 })).toBe(initialView);
  expect(reduceView(initialView, { type: 'menu', index: 0 })).toBe(initialView);
});
