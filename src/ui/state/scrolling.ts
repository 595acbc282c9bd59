/** What the arrow and page keys do: pure, from the model to the next position. */

import { boxExtent, paneExtent } from './extent.ts';
import { jumpPlaces } from './jump-places.ts';
import type { Model } from './model.ts';
import { listedTerms } from './step-terms.ts';
import type { ViewEvent } from './view.ts';

/** Lines (negative: up), or a page of what is scrollEvent. */
type Move = number | 'page' | '-page';

export function scrollEvent(model: Model, by: Move): ViewEvent {
  const { view } = model;
  const { overlay } = view;
  if (overlay?.kind === 'jump') {
    const index = position(overlay.index, by, jumpPlaces(model).length - 1, 10);
    return { type: 'overlay', overlay: { kind: 'jump', index } };
  }
  if (overlay?.kind === 'glossary') {
    const index = position(overlay.index, by, listedTerms(model, overlay).length - 1, 10);
    return { type: 'overlay', overlay: { ...overlay, index } };
  }
  if (overlay !== null) {
    const { last, page } = boxExtent(model);
    return { type: 'overlay', overlay: { ...overlay, scroll: position(overlay.scroll, by, last, page) } };
  }
  if (view.screen === 'menu') return { type: 'menu', index: position(view.menuIndex, by, model.lessons.length - 1, 5) };
  const pane = view.pane === 'terminal' ? 'lesson' : view.pane;
  const { last, page } = paneExtent(model, pane);
  const at = Math.min(view.scroll[pane], last);
  // The calls are counted from the newest, which is at the bottom.
  const to = pane === 'calls' ? last - position(last - at, by, last, page) : position(at, by, last, page);
  return { type: 'scroll', pane, to };
}

function position(at: number, by: Move, last: number, page: number): number {
  const lines = by === 'page' ? page : by === '-page' ? -page : by;
  return Math.max(0, Math.min(Math.max(0, Math.min(at, last) + lines), last));
}
