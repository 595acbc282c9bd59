/** Chooses which candidates get a snapshot when there are too many for one look: in turn, so that each one gets one in the end. Pure. */

/** So many at a time, and a part of them for those that have just appeared. */
const AT_ONCE = 32;
const NEWCOMERS = 1 / 4;

export class RoundRobin {
  readonly #atOnce: number;
  /** Of each that was there the last time: in which round it was looked at last; 0: never. */
  #last = new Map<string, number>();
  #round = 0;

  constructor(atOnce = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /**
   * Up to 32 of `ids`, or `atOnce`, (oldest first). Those that have been here before come first, whoever waits longest before the others; a
   * storm of newcomers, of which the newest count most, gets what they leave and a quarter of the places at least.
   */
  choose(ids: readonly string[]): string[] {
    const round = ++this.#round;
    const newest = [...ids].reverse();
    const known = newest.filter(id => this.#last.has(id)).sort((a, b) => this.#lastOf(a) - this.#lastOf(b));
    const newcomers = newest.filter(id => !this.#last.has(id));
    const places = Math.min(
      newcomers.length,
      Math.max(Math.ceil(this.#atOnce * NEWCOMERS), this.#atOnce - known.length),
    );
    const chosen = new Set([...known.slice(0, this.#atOnce - places), ...newcomers.slice(0, places)]);
    this.#last = new Map(ids.map(id => [id, chosen.has(id) ? round : this.#lastOf(id)]));
    return ids.filter(id => chosen.has(id));
  }

  #lastOf(id: string): number {
    return this.#last.get(id) ?? 0;
  }
}
