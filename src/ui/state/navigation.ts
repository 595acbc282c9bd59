/** From the menu into a lesson, to a step, and back to the menu. */
import type { Session } from '../../session/session.ts';
import type { CallsToSession } from './calls-to-session.ts';
import { jumpPlaces } from './jump-places.ts';
import type { SavedProgress } from './saved-progress.ts';
import type { Store } from './store.ts';

export class Navigation {
  readonly #session: Session;
  readonly #store: Store;
  readonly #calls: CallsToSession;
  readonly #saved: SavedProgress;

  constructor(session: Session, store: Store, calls: CallsToSession, saved: SavedProgress) {
    this.#session = session;
    this.#store = store;
    this.#calls = calls;
    this.#saved = saved;
    this.#chooseInMenu(saved.last?.lesson ?? null);
  }

  /** The chosen step of the jump list, or the chosen lesson of the menu: one that is under way goes on where it was. */
  open(): void {
    const { view, lessons, session } = this.#store.getModel();
    if (view.overlay?.kind === 'jump') {
      const place = jumpPlaces(this.#store.getModel())[view.overlay.index];
      this.#store.dispatch({ type: 'overlay', overlay: null });
      if (place) this.enter(place.lesson, place.step);
      return;
    }
    const lesson = lessons[view.menuIndex];
    if (lesson && session.lesson === lesson.id) this.#store.dispatch({ type: 'screen', screen: 'lesson' });
    else if (lesson) this.enter(lesson.id, this.#whereLeft(lesson.id));
  }

  enter(lesson: string, step?: string): void {
    this.#calls.soon(async () => {
      try {
        await this.#session.jump(lesson, step);
        this.#store.dispatch({ type: 'screen', screen: 'lesson' });
      } catch (error) {
        if (this.#session.getState().lesson === null) this.#store.dispatch({ type: 'screen', screen: 'menu' });
        throw error;
      }
    });
  }

  /** The lesson one comes from is the chosen one. */
  toMenu(): void {
    this.#chooseInMenu(this.#session.getState().lesson);
    this.#store.dispatch({ type: 'screen', screen: 'menu' });
  }

  #chooseInMenu(lesson: string | null): void {
    const index = this.#session.lessons.findIndex(l => l.id === lesson);
    this.#store.dispatch({ type: 'menu', index: Math.max(0, index) });
  }

  /** The step of an earlier session, for the first lesson that is opened. */
  #whereLeft(lesson: string): string | undefined {
    const { last } = this.#saved;
    if (this.#session.getState().lesson !== null || last?.lesson !== lesson) return undefined;
    const known = this.#session.lessons.find(l => l.id === lesson)?.steps.some(s => s.id === last.step);
    return known ? last.step : undefined;
  }

  hereInJumpList(): number {
    const { lesson, step } = this.#session.getState();
    const index = jumpPlaces(this.#store.getModel()).findIndex(p => p.lesson === lesson && p.step === step);
    return Math.max(0, index);
  }
}
