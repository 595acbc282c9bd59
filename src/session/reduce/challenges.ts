/** Challenges: what is seen of the learner's own, and what was told about it. */
import type { EventOf } from '../events.ts';
import { type ChallengeState, freshChallenge, type SessionState } from '../state.ts';

const HINTS_KEPT = 10;

export function challenge(state: SessionState, event: EventOf<'challenge'>): SessionState {
  const { candidate, candidates, unclaimed = null, checks, stars, afterwards = null } = event;
  return withChallenge(state, event, { candidate, candidates, unclaimed, checks, stars, afterwards });
}

export function solved(state: SessionState, event: EventOf<'challenge.solved'>): SessionState {
  const { stars, of, seen } = event;
  return withChallenge(state, event, { solved: { stars, of, seen } });
}

/** In the order of their grades; one that is told again replaces what it said. */
export function hint(state: SessionState, event: EventOf<'hint'>): SessionState {
  const { lesson, step, grade, text } = event;
  const known = state.challenges[`${lesson}/${step}`]?.hints ?? [];
  const hints = [...known.filter(h => h.grade < grade), { grade, text }, ...known.filter(h => h.grade > grade)];
  return withChallenge(state, event, { hints: hints.slice(0, HINTS_KEPT) });
}

export function solution(state: SessionState, event: EventOf<'solution'>): SessionState {
  return withChallenge(state, event, { solution: event.lines });
}

function withChallenge(
  state: SessionState,
  { lesson, step }: { lesson: string; step: string },
  changes: Partial<ChallengeState>,
): SessionState {
  const key = `${lesson}/${step}`;
  const known = { ...(state.challenges[key] ?? freshChallenge), ...changes };
  return { ...state, challenges: { ...state.challenges, [key]: known } };
}
