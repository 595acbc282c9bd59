/** Medians, spreads and ratios of samples that were taken in turn. */

export interface Spread {
  median: number;
  /** A tenth of the samples lies below `low`, a tenth above `high`. */
  low: number;
  high: number;
  count: number;
}

/** The value below which the share `q` (0 … 1) of the samples lies, between neighbours in proportion. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

export function spread(samples: readonly number[]): Spread {
  return { median: median(samples), low: quantile(samples, 0.1), high: quantile(samples, 0.9), count: samples.length };
}

export interface Ratio {
  /** Of the medians. */
  value: number;
  /** Of the fastest tenths: what the same machine says when nothing else runs on it. */
  undisturbed: number;
  /** 95 of 100 resamplings of the rounds give a ratio in here. */
  from: number;
  to: number;
}

/** `mine[i]` and `theirs[i]` were measured in the same round. */
export function ratio(mine: readonly number[], theirs: readonly number[]): Ratio {
  const rounds = Math.min(mine.length, theirs.length);
  const random = generator();
  const resampled = Array.from({ length: 400 }, () => {
    const picks = Array.from({ length: rounds }, () => Math.floor(random() * rounds));
    return median(picks.map(i => mine[i] ?? 0)) / median(picks.map(i => theirs[i] ?? 0));
  });
  return {
    value: median(mine) / median(theirs),
    undisturbed: quantile(mine, 0.1) / quantile(theirs, 0.1),
    from: quantile(resampled, 0.025),
    to: quantile(resampled, 0.975),
  };
}

/** Always the same numbers (mulberry32), so that the same samples give the same table. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How time grows with size: the exponent of the best fitting power law; 0 constant, 1 linear, 2 quadratic. */
export function growth(points: readonly { size: number; time: number }[]): number {
  const logs = points.map(({ size, time }) => ({ x: Math.log(size), y: Math.log(time) }));
  const x = mean(logs.map(p => p.x));
  const y = mean(logs.map(p => p.y));
  const top = logs.reduce((sum, p) => sum + (p.x - x) * (p.y - y), 0);
  const bottom = logs.reduce((sum, p) => sum + (p.x - x) ** 2, 0);
  return bottom === 0 ? 0 : top / bottom;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
