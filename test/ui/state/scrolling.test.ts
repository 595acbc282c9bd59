import { expect, test } from 'vitest';
import { scrollEvent } from '../../../src/ui/state/scrolling.ts';
import { initialView, type View } from '../../../src/ui/state/view.ts';
import { emptyModel, lessonModel } from '../models.ts';

const model = (more: Partial<View>) => lessonModel({}, { view: { ...initialView, screen: 'lesson', ...more } });

test('the menu stops at its ends', () => {
  expect(scrollEvent(emptyModel(), -1)).toEqual({ type: 'menu', index: 0 });
  expect(scrollEvent(emptyModel(), 'page')).toEqual({ type: 'menu', index: 2 });
});

test('a pane is scrolled by lines, and no further than it goes', () => {
  expect(scrollEvent(model({ pane: 'kernel' }), 3)).toEqual({ type: 'scroll', pane: 'kernel', to: 3 });
  const last = scrollEvent(model({ pane: 'kernel' }), 1e6) as { to: number };
  expect(last.to).toBeGreaterThan(3);
  expect(last.to).toBeLessThan(200);
});

test('from a terminal it is the lesson that is read', () =>
  expect(scrollEvent(model({ pane: 'terminal' }), 1)).toMatchObject({ type: 'scroll', pane: 'lesson' }));

test('in a box it is the box', () =>
  expect(scrollEvent(model({ overlay: { kind: 'jump', index: 1 } }), 1)).toEqual({
    type: 'overlay',
    overlay: { kind: 'jump', index: 2 },
  }));
