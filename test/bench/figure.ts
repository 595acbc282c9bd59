/** What a measurement hands back: lines for the table, pictures, and what could not be measured. */
import type { Ratio, Spread } from './statistics.ts';

export interface Figure {
  /** Stable: what baseline.json knows it by. */
  id: string;
  what: string;
  unit: 'ms' | 'µs' | 'KB' | '%' | 'bytes' | 'exponent';
  value: Spread;
  /** Ours divided by theirs, or theirs by ours: `of` says which. */
  ratio?: Ratio & { of: string };
  /** The same of the CPU time that it and its children took: little disturbed by what else runs. */
  cpu?: Ratio;
  /** What is to be reached, of the ratio where there is one, else of the value. */
  goal?: { atMost?: number; atLeast?: number };
}

export interface Curve {
  name: string;
  points: { size: number; time: number }[];
}

export type Plot =
  | { kind: 'bars'; file: string; title: string; unit: string; bars: { name: string; value: number; by: string }[] }
  | { kind: 'curves'; file: string; title: string; x: string; y: string; curves: Curve[] };

export interface Outcome {
  figures: Figure[];
  plots: Plot[];
  /** Sentences: what is missing, and why. */
  missing: string[];
}

/** The number that the goal is about. */
export function judged(figure: Figure): number {
  return figure.ratio?.value ?? figure.value.median;
}

export function isReached(figure: Figure): boolean | null {
  if (!figure.goal) return null;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = figure.goal;
  return judged(figure) <= atMost && judged(figure) >= atLeast;
}

/** A value that was measured once. */
export function once(value: number): Spread {
  return { median: value, low: value, high: value, count: 1 };
}
