/** Questions: what was answered, and the verdict. */
import type { EventOf } from '../events.ts';
import type { AnswerState, SessionState } from '../state.ts';

export function answer(state: SessionState, event: EventOf<'answer'>): SessionState {
  const judged = state.answers[`${event.lesson}/${event.step}`]?.judged ?? null;
  return withAnswer(state, event, { choice: event.choice, judged });
}

export function judged(state: SessionState, event: EventOf<'judged'>): SessionState {
  const { choice, right, correct, kernelDiffers, evidence, unjudged } = event;
  const verdict = { right, correct, kernelDiffers, evidence, ...(unjudged === undefined ? {} : { unjudged }) };
  return withAnswer(state, event, { choice, judged: verdict });
}

function withAnswer(
  state: SessionState,
  { lesson, step }: { lesson: string; step: string },
  given: AnswerState,
): SessionState {
  return { ...state, answers: { ...state.answers, [`${lesson}/${step}`]: given } };
}
