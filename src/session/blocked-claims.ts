import type { ActionStep, ChallengeStep, Predicate } from '../lesson/lesson.ts';
import type { FactKey } from '../words/fact-value.ts';
import type { Verdict } from './expect.ts';
import { isGroupOp, type Refusal } from './refusals.ts';

/** What the container lacks because the kernel refused `main` steps: claims that rest on it cannot be judged. */
export class BlockedClaims {
  #refusals: { refusal: Refusal; facts: Set<FactKey>; ofGroup: boolean }[] = [];

  forget(): void {
    this.#refusals = [];
  }

  /** The step was to bring about what it claims. */
  note(step: ActionStep, refusal: Refusal): void {
    const facts = new Set(step.expect.flatMap(({ test }) => factsOf(test)));
    this.#refusals.push({ refusal, facts, ofGroup: step.do.some(({ op }) => isGroupOp(op)) });
  }

  /** A challenge that wants a group where the session itself was refused one; null where nothing is known against it. */
  forChallenge({ seeks, checks }: ChallengeStep): Refusal | null {
    const wantsGroup =
      seeks.kind === 'cgroup' || checks.some(({ test }) => factsOf(test).some(fact => fact.startsWith('cgroup.')));
    return (wantsGroup ? this.#refusals.find(({ ofGroup }) => ofGroup)?.refusal : undefined) ?? null;
  }

  /** The refusal because of which a claim cannot be judged: of this very step, or of an earlier one whose work it needs; else null. */
  obstacle(here: Refusal | null, test: Predicate, { ok, missing }: Pick<Verdict, 'ok' | 'missing'>): Refusal | null {
    if (here) return ok && !missing ? null : here;
    if (ok) return null;
    const facts = factsOf(test);
    const earlier = this.#refusals.findLast(lack => facts.some(fact => lack.facts.has(fact)));
    return (earlier ?? (missing ? this.#refusals.at(-1) : undefined))?.refusal ?? null;
  }
}

function factsOf(test: Predicate): FactKey[] {
  if ('all' in test) return test.all.flatMap(factsOf);
  if ('any' in test) return test.any.flatMap(factsOf);
  if ('not' in test) return factsOf(test.not);
  return 'fact' in test ? [test.fact] : [];
}
