/** Challenges in words: what is seen of the learner's own, and what holds for it. */
import { starsPhrase } from '../../lesson/stars.ts';
import type { Candidate, EventOf, Unclaimed } from '../events.ts';
import { kernelSays, verdictPhrase } from './steps.ts';

/** `PID 42 (sleep)`, `cgroup /lab`. */
export function candidatePhrase({ pid, name, claimed }: Candidate): string {
  const what = pid === undefined ? `cgroup ${name}` : `PID ${pid} (${name})`;
  return claimed ? `${what}, claimed` : what;
}

/** `PID 42 (sleep), parent 7 (dockerd)`. */
export function unclaimedPhrase({ parent, ...what }: Unclaimed): string {
  return `${candidatePhrase(what)}${parent === undefined ? '' : `, parent ${parent.pid} (${parent.name})`}`;
}

/** `PID 42 (sleep): 2 of 3 stars`, and whether the solution had been shown. */
export function solvedBy({ candidate, seen, ...won }: EventOf<'challenge.solved'>): string {
  return `${candidatePhrase(candidate)}: ${starsPhrase(won)}${seen ? ' (the solution had been shown)' : ''}`;
}

/** The whole checklist, and what may be the learner's. */
export function challengeSentences({
  candidate,
  unclaimed,
  checks,
  stars,
  afterwards,
}: EventOf<'challenge'>): string[] {
  const asked =
    unclaimed === undefined ? [] : [`looks like it, and is not known to be yours: ${unclaimedPhrase(unclaimed)}`];
  if (candidate === null && !afterwards?.ok) return ['nothing that you have made is seen yet', ...asked];
  return [
    ...asked,
    ...(candidate === null ? [] : [`seen: ${candidatePhrase(candidate)}`]),
    ...checks.map(({ ok, text, got }) => `${verdictPhrase(ok)} ${text}${ok ? '' : kernelSays(got)}`),
    ...(afterwards ? [`${verdictPhrase(afterwards.ok)} ${afterwards.text}`] : []),
    ...stars.map(({ ok, text }) => `${verdictPhrase(ok)} star: ${text}`),
  ];
}

export function solvedSentence(event: EventOf<'challenge.solved'>): string {
  return `solved by ${solvedBy(event)}`;
}

export function hintSentence({ grade, text }: EventOf<'hint'>): string {
  return `hint ${grade} of 3: ${text}`;
}

/** Before the lines of a solution. */
export const SOLUTION_HEADING = 'a solution, to be typed one line at a time (some start a shell for the next ones):';
