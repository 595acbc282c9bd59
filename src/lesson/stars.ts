/** Stars of challenges: how many there are, how many of them are won, how both are written. Pure. */
import type { RowOf, StepRow } from './course-index.ts';

export interface Stars {
  /** Won. */
  stars: number;
  /** There to be won. */
  of: number;
}

/** The challenges among the steps of a lesson. */
export function challengesOf(steps: readonly StepRow[]): RowOf<'challenge'>[] {
  return steps.filter(step => step.type === 'challenge');
}

/** One for solving it, and one for each harder variant. */
export function starsOf(step: RowOf<'challenge'>): number {
  return 1 + step.stars.length;
}

/** Over all challenges of a lesson; null where it has none. */
export function lessonStars(steps: readonly StepRow[], wonAt: (step: RowOf<'challenge'>) => number): Stars | null {
  const all = challengesOf(steps);
  if (all.length === 0) return null;
  const sum = (count: (step: RowOf<'challenge'>) => number) => all.reduce((n, step) => n + count(step), 0);
  return { stars: sum(wonAt), of: sum(starsOf) };
}

/** More are not drawn, whatever a file says. */
const MOST_DRAWN = 20;

/** `★★☆`; never more than there are to be won. */
export function starSymbols({ stars, of }: Stars): string {
  const there = Math.min(Math.max(0, of || 0), MOST_DRAWN);
  const won = Math.min(Math.max(0, stars || 0), there);
  return '★'.repeat(won) + '☆'.repeat(there - won);
}

/** `2 of 3 stars`. */
export function starsPhrase({ stars, of }: Stars): string {
  return `${stars} of ${of} ${of === 1 ? 'star' : 'stars'}`;
}
