/** Calls to the session, one at a time: a second Enter while a step runs does nothing, a step back waits for its turn. */

interface Listener {
  /** One has begun or ended. */
  changed(): void;
  failed(error: unknown): void;
}

export class CallsToSession {
  readonly #listener: Listener;
  #running = false;
  #waiting: (() => Promise<void>) | null = null;
  #idle: (() => void)[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
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

  /** Once nothing runs and nothing waits. */
  whenIdle(then: () => void): void {
    if (this.#running) this.#idle.push(then);
    else then();
  }

  async #run(call: () => Promise<void>): Promise<void> {
    this.#running = true;
    this.#listener.changed();
    try {
      await call();
    } catch (error) {
      this.#listener.failed(error);
    }
    this.#running = false;
    this.#listener.changed();
    const next = this.#waiting;
    this.#waiting = null;
    if (next) await this.#run(next);
    else for (const then of this.#idle.splice(0)) then();
  }
}
