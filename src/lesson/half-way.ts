/** Which check a half-way state of a challenge speaks of: `partial` explains why that one does not hold yet. Pure. */
import type { ChallengeStep, Predicate } from './lesson.ts';

type Challenge = Pick<ChallengeStep, 'checks' | 'partial'>;

/** Index of the first check with one of the same facts of the candidate; -1 where there is none. */
export function checkOf({ when }: Challenge['partial'][number], checks: Challenge['checks']): number {
  const facts = candidateFacts(when);
  return checks.findIndex(({ test }) => candidateFacts(test).some(fact => facts.includes(fact)));
}

/** Those that may be said while the first check that does not hold is this one: what comes before it is right then. */
export function halfWayTo(check: number, { checks, partial }: Challenge): Challenge['partial'] {
  return partial.filter(each => checkOf(each, checks) === check);
}

function candidateFacts(test: Predicate): string[] {
  if ('all' in test) return test.all.flatMap(candidateFacts);
  if ('any' in test) return test.any.flatMap(candidateFacts);
  if ('not' in test) return candidateFacts(test.not);
  return 'fact' in test && test.of === 'candidate' ? [test.fact] : [];
}
