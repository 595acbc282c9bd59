/** Looks at the kernel again and again while a lesson is on the screen; the next look waits for the one before. */
import type { Session } from '../session/session.ts';
import type { Model } from './model.ts';

const REFRESH_MS = 250;

export class Refresher {
  readonly #session: Session;
  readonly #model: () => Model;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(session: Session, model: () => Model) {
    this.#session = session;
    this.#model = model;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      const { view, session, working } = this.#model();
      const subjects = Object.keys(session.subjects).length;
      const live = view.screen === 'lesson' && subjects > 0 && !session.ended && !working;
      const look = live ? this.#session.refresh().catch(() => undefined) : Promise.resolve();
      void look.then(() => {
        if (!this.#stopped) this.#schedule();
      });
    }, REFRESH_MS);
  }
}
