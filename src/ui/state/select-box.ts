/** Model → what the box over the screen draws. */
import type { BoxView } from '../draw/box.ts';
import type { GlossaryView } from '../draw/glossary.ts';
import type { JumpView } from '../draw/jump-list.ts';
import { lessonNumber } from '../draw/lesson-number.ts';
import { jumpPlaces, outcomeAt } from './jump-places.ts';
import type { Model } from './model.ts';
import { listedTerms } from './step-terms.ts';
import type { Overlay } from './view.ts';

export function boxView(model: Model, overlay: Overlay): BoxView {
  switch (overlay.kind) {
    case 'jump':
      return { kind: 'jump', ...jumpView(model, overlay.index) };
    case 'glossary':
      return { kind: 'glossary', ...glossaryView(model, overlay) };
    default:
      return overlay;
  }
}

function jumpView(model: Model, index: number): JumpView {
  const { lesson, step } = model.session;
  const places = jumpPlaces(model).map(place => ({
    ...place,
    here: place.lesson === lesson && place.step === step,
    outcome: outcomeAt(model, place),
  }));
  return { places, index };
}

function glossaryView(model: Model, { list, filter, index }: Overlay & { kind: 'glossary' }): GlossaryView {
  const terms = listedTerms(model, { list, filter });
  const chosen = terms[index]?.lessons.map(Number) ?? [];
  const lessons = model.lessons.map(l => lessonNumber(l.id)).filter(number => chosen.includes(Number(number)));
  return { list, filter, index, terms, all: model.glossary.length, lessons };
}
