/** Chance that can be repeated: LAB_SEED, printed by every test that uses it. */

/** mulberry32: numbers from 0 up to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const seed = Number(process.env.LAB_SEED ?? Date.now() % 1_000_000);

export function pick<T>(chance: () => number, from: readonly T[]): T {
  return from[Math.floor(chance() * from.length)] as T;
}

/** How many kills altogether: LAB_KILLS, else a sample. */
export const kills = Number(process.env.LAB_KILLS ?? 60);

/** Into the list, and at once for whoever waits for a long run. */
export function report(failed: string[], what: string): void {
  failed.push(what);
  process.stderr.write(`${what}\n`);
}
