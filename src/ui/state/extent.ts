/** How far everything can be scrolled: the drawing decides, the keys only ask. */

import { boxContent, boxRoom } from '../draw/box.ts';
import { demoDocument } from '../draw/demo.ts';
import { factLines, fixedLines } from '../draw/kernel.ts';
import type { PaneName } from '../draw/layout.ts';
import { inside } from '../draw/layout.ts';
import { lessonParts } from '../draw/lesson.ts';
import { showsDemo } from './demo.ts';
import { layout, type Model } from './model.ts';
import { boxView } from './select-box.ts';
import { demoView } from './select-demo.ts';
import { kernelView } from './select-kernel.ts';
import { lessonView } from './select-lesson.ts';

interface Extent {
  /** Furthest position. */
  last: number;
  /** Lines of one page. */
  page: number;
}

/** Of a pane as it would be drawn now. */
export function paneExtent(model: Model, pane: PaneName): Extent {
  if (showsDemo(model)) {
    const size = { columns: model.size.columns - 1, rows: model.size.rows - 1 };
    return extent(demoDocument(demoView(model), size).lines.length, size.rows - 1);
  }
  const rect = layout(model).panes[pane];
  if (!rect) return { last: 0, page: 1 };
  const size = inside(rect);
  if (pane === 'lesson') {
    const { document, pinned } = lessonParts(lessonView(model), size);
    return extent(document.length, size.rows - pinned.length);
  }
  if (pane === 'kernel') {
    const view = kernelView(model);
    return extent(factLines(view, size.columns).length, size.rows - fixedLines(view, size.columns));
  }
  if (pane === 'calls') return extent(model.session.syscalls.length, size.rows);
  return { last: 0, page: size.rows };
}

/** Where the lesson pane shows the result of the step, or the question. */
export function outcomePosition(shown: Model): number {
  // also for somebody who types in a terminal now, and comes back to the lesson
  const model = { ...shown, view: { ...shown.view, pane: 'lesson' as const, typing: false } };
  const rect = layout(model).panes.lesson;
  if (!rect || showsDemo(model)) return 0;
  return Math.min(paneExtent(model, 'lesson').last, lessonParts(lessonView(model), inside(rect)).outcome);
}

/** Of the box that is open. */
export function boxExtent(model: Model): Extent {
  const { overlay } = model.view;
  if (overlay === null) return { last: 0, page: 1 };
  const { inner, room } = boxRoom(layout(model).width, model.size.rows);
  return extent(boxContent(boxView(model, overlay), inner, room).length, room);
}

function extent(lines: number, room: number): Extent {
  return { last: Math.max(0, lines - room), page: Math.max(1, room - 1) };
}
