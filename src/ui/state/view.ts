/** What the learner is looking at: pure state and its transitions, testable without a terminal. */

import type { Message } from '../draw/box.ts';
import type { PaneName } from '../draw/layout.ts';
import type { Notice } from '../draw/question.ts';

/** A box over the screen. */
export type Overlay =
  | { kind: 'help'; scroll: number }
  | { kind: 'jump'; index: number }
  /** The glossary: the terms of this step, or all that `filter` finds. */
  | { kind: 'glossary'; list: 'step' | 'all'; index: number; filter: string }
  | Message;

export interface View {
  screen: 'menu' | 'lesson';
  /** In front of a class: the big screen. */
  demo: boolean;
  /** The name by which the class has asked for something. */
  primitive: string | null;
  /** The chosen lesson of the menu. */
  menuIndex: number;
  /** Has the focus; below 100x30 it is the one that is shown. */
  pane: PaneName;
  /** What the lower part of the screen shows. */
  lower: 'calls' | 'terminal';
  /** The embedded terminal has the keyboard. */
  typing: boolean;
  /** … or will have it: which one is not known before the step is reached. What is typed until then is dropped. */
  waiting: boolean;
  /** Lines scrolled down in each pane (calls: up from the newest). */
  scroll: Record<PaneName, number>;
  overlay: Overlay | null;
  /** The choice of a question that the arrows are on. */
  choice: number | null;
  notice: Notice | null;
}

export const initialView: View = {
  screen: 'menu',
  demo: false,
  primitive: null,
  menuIndex: 0,
  pane: 'lesson',
  lower: 'calls',
  typing: false,
  waiting: false,
  scroll: { lesson: 0, kernel: 0, calls: 0, terminal: 0 },
  overlay: null,
  choice: null,
  notice: null,
};

export type ViewEvent =
  | { type: 'demo'; primitive: string | null }
  | { type: 'screen'; screen: View['screen'] }
  /** Another step is shown: everything is read from its beginning. */
  | { type: 'step' }
  | { type: 'focus'; pane: PaneName }
  | { type: 'cycle'; by: 1 | -1; panes: PaneName[] }
  /** What the lower part of the screen shows, whatever has the focus. */
  | { type: 'lower'; show: View['lower'] }
  | { type: 'type'; on: boolean; waiting?: boolean }
  | { type: 'scroll'; pane: PaneName; to: number }
  | { type: 'menu'; index: number }
  | { type: 'choice'; index: number }
  | { type: 'notice'; notice: Notice | null }
  | { type: 'overlay'; overlay: Overlay | null };

export function reduceView(view: View, event: ViewEvent): View {
  switch (event.type) {
    case 'demo':
      return { ...view, demo: true, primitive: event.primitive };
    case 'screen':
      return { ...view, screen: event.screen, typing: view.typing && event.screen === 'lesson', overlay: null };
    case 'step':
      return { ...view, scroll: { ...view.scroll, lesson: 0, calls: 0 }, choice: null, notice: null };
    case 'focus':
      return focus(view, event.pane);
    case 'cycle': {
      const at = event.panes.indexOf(view.pane);
      const next = event.panes[(at + event.by + event.panes.length) % event.panes.length];
      return next === undefined ? view : focus(view, next);
    }
    case 'lower':
      return view.lower === event.show ? view : { ...view, lower: event.show };
    case 'type':
      return event.on
        ? { ...focus(view, 'terminal'), typing: true, waiting: event.waiting ?? false, overlay: null }
        : { ...view, typing: false };
    case 'scroll':
      return view.scroll[event.pane] === event.to
        ? view
        : { ...view, scroll: { ...view.scroll, [event.pane]: event.to } };
    case 'menu':
      return view.menuIndex === event.index ? view : { ...view, menuIndex: event.index };
    case 'choice':
      return { ...view, choice: event.index, notice: null };
    case 'notice':
      return view.notice === event.notice ? view : { ...view, notice: event.notice };
    case 'overlay':
      return { ...view, overlay: event.overlay, typing: event.overlay === null && view.typing };
  }
}

function focus(view: View, pane: PaneName): View {
  const lower = pane === 'calls' || pane === 'terminal' ? pane : view.lower;
  return { ...view, pane, lower, typing: false };
}
