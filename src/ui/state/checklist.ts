/** The checklist of a challenge as data: what the layout and the keys need to know of it. Pure. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import type { ChallengeState, SessionState } from '../../session/state.ts';

/** Who is seen, and the stars: always there, above the checks. */
const HEAD = 2;

/** Lines of the checklist where every check has one. */
export function checklistHeight({ checks, stars, afterwards }: ChallengeStep): number {
  return HEAD + checks.length + stars.length + (afterwards === null ? 0 : 1);
}

/** What is known of the challenge; null before the session has said anything of it. */
export function challengeOf({ lesson, challenges }: SessionState, step: ChallengeStep): ChallengeState | null {
  return challenges[`${lesson}/${step.id}`] ?? null;
}

/** Three hints, then the solution. */
export function hintLeft(challenge: ChallengeState | null): boolean {
  return challenge !== null && challenge.solution === null;
}

/** What comes next is the solution: it is solved. */
export function solutionNext(challenge: ChallengeState | null): boolean {
  return challenge !== null && challenge.solved !== null && hintLeft(challenge);
}
