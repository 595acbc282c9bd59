import { expect } from 'vitest';
import { inside } from '../../src/ui/draw/layout.ts';
import { lessonPane } from '../../src/ui/draw/lesson.ts';
import { layout, type Model } from '../../src/ui/state/model.ts';
import { lessonView } from '../../src/ui/state/select-lesson.ts';
import { columnsOf, withoutColour } from '../../src/ui/text/text.ts';
import { UNSAFE } from './models.ts';

/** Title and lines of the lesson pane on a screen of the model's size; none is too long for it, none holds control characters. */
export function lessonPaneText(model: Model): { title: string; lines: string[]; rows: number } {
  const rect = layout(model).panes.lesson;
  if (!rect) throw new Error('the lesson is not on the screen');
  const { columns, rows } = inside(rect);
  const pane = lessonPane(lessonView(model), { columns, rows });
  for (const line of pane.lines) {
    expect(columnsOf(withoutColour(line))).toBeLessThanOrEqual(columns);
    expect(withoutColour(line)).not.toMatch(UNSAFE);
  }
  return { title: withoutColour(pane.title), lines: pane.lines.map(withoutColour), rows };
}
