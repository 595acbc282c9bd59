/** What the arrows do at a question, and typing in the glossary: pure, from the model to what changes in the view. */

import { lessonNumber } from '../draw/lesson-number.ts';
import { outcomePosition, paneExtent } from './extent.ts';
import { jumpPlaces } from './jump-places.ts';
import { contextOf } from './key-context.ts';
import type { Model } from './model.ts';
import { currentQuestion, waitsForAnswer } from './question.ts';
import { scrollEvent } from './scrolling.ts';
import type { Overlay, ViewEvent } from './view.ts';

/** One line up or down; at a question that waits, one choice. */
export function arrowEvents(model: Model, by: 1 | -1): ViewEvent[] {
  const question = currentQuestion(model);
  if (question === null || contextOf(model) !== 'question' || !waitsForAnswer(model)) return [scrollEvent(model, by)];
  const last = question.choices.length - 1;
  const at = model.view.choice ?? (by > 0 ? -1 : last + 1);
  const index = Math.min(last, Math.max(0, at + by));
  const to = index === last ? paneExtent(model, 'lesson').last : outcomePosition(model);
  return [
    { type: 'choice', index },
    { type: 'scroll', pane: 'lesson', to },
  ];
}

/** The list of steps at the first of the lesson with that number; where there is none it stays where it is. */
export function jumpListAt(model: Model, number: number): Overlay | null {
  const index = jumpPlaces(model).findIndex(p => p.first && Number(lessonNumber(p.lesson)) === number);
  return index < 0 ? model.view.overlay : { kind: 'jump', index };
}

export function glossaryBox(list: 'step' | 'all'): Overlay {
  return { kind: 'glossary', list, index: 0, filter: '' };
}

/** Another filter: its first term is the chosen one. */
export function withFilter(overlay: Overlay | null, filter: (before: string) => string): Overlay | null {
  return overlay?.kind === 'glossary' ? { ...overlay, index: 0, filter: filter(overlay.filter) } : overlay;
}
