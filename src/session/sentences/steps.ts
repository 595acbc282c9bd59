/** Steps in words: what begins, what held, what was refused or skipped. */
import { isExperiment } from '../../words/cast.ts';
import type { EventOf } from '../events.ts';

/** On which process an action of this scope is carried out; nothing for the container. */
export function scopePhrase(scope: EventOf<'step.start'>['scope']): string {
  return isExperiment(scope) ? ', on a fresh process that is gone afterwards' : '';
}

export function stepSentence({ step, scope, title }: EventOf<'step.start'>): string {
  return `Step ${step}${scopePhrase(scope)}: ${title}`;
}

/** Before a claim; words, for who listens. */
export function verdictPhrase(ok: boolean): string {
  return ok ? 'holds:' : 'does not hold:';
}

export function expectSentence({ ok, text, got }: EventOf<'expect'>): string {
  if (ok === null) return `not judged, it was refused here: ${text}`;
  return `${verdictPhrase(ok)} ${text}${ok ? '' : kernelSays(got)}`;
}

/** What the kernel returned, behind what it contradicts or proves. */
export function kernelSays(got: string): string {
  return ` (the kernel says: ${got})`;
}

/** What was refused, why, and the way out. */
export function refusalSentences({
  message,
  why,
  todo,
}: Pick<EventOf<'refused'>, 'message' | 'why' | 'todo'>): [what: string, why: string, wayOut: string] {
  return [`refused here: ${message}`, `why: ${why}`, `way out: ${todo}`];
}

export function skippedSentence({ because, message }: Pick<EventOf<'skipped'>, 'because' | 'message'>): string {
  return `skipped: it rests on ${because}, which did not succeed: ${message}`;
}
