/** The store of a session: every event is reduced into the state and emitted to the listeners. */

import type { LabEvent, LabEventBody } from './events.ts';
import { Listeners } from './listeners.ts';
import { reduce } from './reduce/reduce.ts';
import { forgetResult } from './reduce/steps.ts';
import { initialState, type SessionState } from './state.ts';
import { Verdict } from './verdict.ts';

export class SessionStore {
  readonly verdict = new Verdict();
  /** What is being carried out is broken off, for the session ends: what comes of it proves nothing, and is not told. */
  brokenOff = false;
  readonly #listeners = new Listeners();
  readonly #began = performance.now();
  #state: SessionState = initialState;

  get state(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  onEvent(listener: (event: LabEvent) => void): () => void {
    return this.#listeners.onEvent(listener);
  }

  /** The event's time is now. */
  emit(body: LabEventBody): void {
    const event: LabEvent = { ...body, t: Math.round(performance.now() - this.#began) };
    this.#state = reduce(this.#state, event);
    this.verdict.add(event);
    this.#listeners.emit(event);
    this.#listeners.notify();
  }

  /** A step is being carried out, or no longer. */
  setBusy(busy: boolean): void {
    this.#state = { ...this.#state, busy };
    this.#listeners.notify();
  }

  /** The step is about to be done once more; the event that follows tells of it. */
  forgetResult(lesson: string, step: string): void {
    this.#state = forgetResult(this.#state, lesson, step);
  }
}
