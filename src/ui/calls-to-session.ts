/** Calls to the session, one at a time: a second Enter while a step runs does nothing, a step back waits for its turn. */

export class CallsToSession {
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  #running = false;
  #waiting: (() => Promise<void>) | null = null;

  constructor(onChange: () => void, onError: (error: unknown) => void) {
    this.#onChange = onChange;
    this.#onError = onError;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Dropped while another call runs. */
  ifFree(call: () => Promise<void>): void {
    if (!this.#running) void this.#run(call);
  }

  /** After the call that runs; of several waiting ones the last wins. */
  soon(call: () => Promise<void>): void {
    if (this.#running) this.#waiting = call;
    else void this.#run(call);
  }

  async #run(call: () => Promise<void>): Promise<void> {
    this.#running = true;
    this.#onChange();
    try {
      await call();
    } catch (error) {
      this.#onError(error);
    }
    this.#running = false;
    this.#onChange();
    const next = this.#waiting;
    this.#waiting = null;
    if (next) await this.#run(next);
  }
}
