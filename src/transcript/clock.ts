/** Moves the head of a recording at the pace at which it was made. */

/** Between two moves, ms. */
const TICK = 50;
/** A step and its outcome stand at least this long, ms: what was recorded without a reader could not be read else. */
const STANDS = 2000;

interface Driven {
  position(): number;
  /** Time of the next stop; null after the last one. */
  next(): number | null;
  end: number;
  /** `arrived`: at the next stop. */
  move(t: number, arrived: boolean): void;
}

export class Clock {
  readonly #driven: Driven;
  #timer: NodeJS.Timeout | null = null;
  #lastTick = 0;
  #standsUntil = 0;

  constructor(driven: Driven) {
    this.#driven = driven;
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    this.#lastTick = performance.now();
    this.#standsUntil = 0;
    this.#timer ??= setInterval(() => this.#tick(), TICK);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const now = performance.now();
    const t = this.#driven.position() + now - this.#lastTick;
    this.#lastTick = now;
    const stop = this.#driven.next();
    const target = stop ?? this.#driven.end;
    if (t < target) this.#driven.move(t, false);
    else if (now >= this.#standsUntil) {
      this.#standsUntil = now + STANDS;
      if (stop === null) this.stop();
      this.#driven.move(target, true);
    }
  }
}
