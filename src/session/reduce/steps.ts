/** Where the course stands, and what came of each step. */
import type { EventOf } from '../events.ts';
import type { SessionState, StepResult } from '../state.ts';
import { withoutExperiments } from './programs.ts';

/** Of one step. */
const EXPECTS_KEPT = 50;

export function lessonStart(state: SessionState, { lesson }: EventOf<'lesson.start'>): SessionState {
  return { ...state, lesson };
}

export function stepStart(state: SessionState, { lesson, step, scope }: EventOf<'step.start'>): SessionState {
  return {
    ...state,
    lesson,
    step,
    scope,
    busy: false,
    stepFirstSeq: (state.syscalls.at(-1)?.seq ?? 0) + 1,
    changes: [],
    programs: withoutExperiments(state.programs),
    endedSubjects: {},
    error: null,
  };
}

export function stepEnd(state: SessionState, event: EventOf<'step.end'>): SessionState {
  const { ok } = event;
  const ended = withResult(state, event, r => ({
    ...r,
    ok,
    ...(ok === null && !r.skipped ? { blocked: true } : {}),
  }));
  return { ...ended, busy: false };
}

export function expect(state: SessionState, event: EventOf<'expect'>): SessionState {
  const { ok, text, got } = event;
  return withResult(state, event, r => ({ ...r, expects: [...r.expects.slice(1 - EXPECTS_KEPT), { ok, text, got }] }));
}

export function refused(state: SessionState, event: EventOf<'refused'>): SessionState {
  const { message, errno, why, todo } = event;
  return withResult(state, event, r => ({ ...r, refused: { message, errno, why, todo } }));
}

export function skipped(state: SessionState, event: EventOf<'skipped'>): SessionState {
  const { because, message } = event;
  return withResult(state, event, r => ({ ...r, skipped: { because, message } }));
}

/** A step that begins anew forgets what an earlier try of it showed. */
export function forgetResult(state: SessionState, lesson: string, step: string): SessionState {
  const { [`${lesson}/${step}`]: _forgotten, ...results } = state.results;
  return { ...state, results };
}

function withResult(
  state: SessionState,
  { lesson, step }: { lesson: string; step: string },
  edit: (r: StepResult) => StepResult,
): SessionState {
  const key = `${lesson}/${step}`;
  const result = edit(state.results[key] ?? { ok: null, expects: [] });
  return { ...state, results: { ...state.results, [key]: result } };
}
