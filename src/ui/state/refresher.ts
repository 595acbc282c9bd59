/** Looks at the kernel again and again while a lesson is on the screen; the next look waits for the one before. */
import type { Session } from '../../session/session.ts';
import type { Model } from './model.ts';

/** Milliseconds between two looks. */
const LIVE = 250;
/** The same once so many looks in a row have found nothing new: a screen that stands still is to cost nothing. */
const AT_REST = 1000;
const LOOKS_UNTIL_REST = 8;

export class Refresher {
  readonly #session: Pick<Session, 'refresh'>;
  readonly #model: () => Pick<Model, 'view' | 'session' | 'working'>;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Looks in a row that found nothing new. */
  #inVain = 0;

  constructor(session: Pick<Session, 'refresh'>, model: () => Pick<Model, 'view' | 'session' | 'working'>) {
    this.#session = session;
    this.#model = model;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer = setTimeout(
      () => {
        void this.#look().then(() => {
          if (!this.#stopped) this.#schedule();
        });
      },
      this.#inVain < LOOKS_UNTIL_REST ? LIVE : AT_REST,
    );
  }

  async #look(): Promise<void> {
    const { view, session, working } = this.#model();
    const live = view.screen === 'lesson' && Object.keys(session.subjects).length > 0 && !session.ended && !working;
    if (!live) {
      this.#inVain = 0;
      return;
    }
    await this.#session.refresh().catch(() => undefined);
    // Who types changes something soon; and what solves a challenge may be there for a moment only.
    const expected = view.typing || `${session.lesson}/${session.step}` in session.challenges;
    this.#inVain = expected || this.#model().session !== session ? 0 : this.#inVain + 1;
  }
}
