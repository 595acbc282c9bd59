/** events → progress: what of a session is worth remembering. Pure; time is the events' own. */

import { type Evidence, noProgress, type Progress, withAnswer, withChallenge, withStep } from '../progress/progress.ts';
import type { FactValue } from '../words/fact-value.ts';
import { isError } from '../words/fact-value.ts';
import type { EventOf, LabEvent } from './events.ts';

interface ProgressState {
  progress: Progress;
  /** Release of the kernel at hand, and when the session began (ms since 1970). */
  kernel: string;
  began: number;
  /** What our calls have changed since the step began. */
  evidence: Evidence[];
}

/** Enough to show that it was done; a whole group has many more files. */
const EVIDENCE = 24;

/** What a grader can check: inodes of namespaces, the root, names, limits and counters. */
const TELLING = /^(ns|cgroup|uid_map|gid_map)\b|^(hostname|rootId|link\.root|status\.(NSpid|CapEff))$/;

/** Before the first event; `progress`: what earlier sessions have left. */
export function startProgress(progress: Progress = noProgress): ProgressState {
  return { progress, kernel: '', began: 0, evidence: [] };
}

/** One event further. `progress` is the same object when nothing worth remembering has happened. */
export function reduceProgress(known: ProgressState, event: LabEvent): ProgressState {
  const { progress } = known;
  switch (event.type) {
    case 'session':
      return { ...known, kernel: event.kernel, began: Date.parse(event.started) - event.t };
    case 'step.start': {
      const place = { lesson: event.lesson, step: event.step };
      const here: Progress = { ...progress, last: place };
      const read = event.kind === 'read' ? withStep(here, place, { ...when(known, event), evidence: [] }) : here;
      return { ...known, progress: read, evidence: [] };
    }
    case 'change': {
      const { subject, key, before, after, cause } = event;
      if (cause === null || !TELLING.test(key) || known.evidence.length >= EVIDENCE) return known;
      const change = { subject, key, before: textOf(before), after: textOf(after) };
      return { ...known, evidence: [...known.evidence, change] };
    }
    case 'step.end': {
      if (!event.ok) return known;
      const done = { ...when(known, event), evidence: known.evidence };
      return { ...known, progress: withStep(progress, event, done) };
    }
    case 'challenge.solved': {
      const evidence = Object.entries(event.facts)
        .filter(([key]) => TELLING.test(key))
        .map(([key, value]) => ({ subject: 'candidate', key, before: null, after: textOf(value) }));
      const done = { ...when(known, event), evidence: evidence.slice(0, EVIDENCE) };
      const { stars, of, seen, candidate } = event;
      const claimed = candidate.claimed === true ? { claimed: true as const } : {};
      const solved = withChallenge(progress, event, { ...done, stars, of, seen, ...claimed });
      return { ...known, progress: withStep(solved, event, done) };
    }
    case 'solution':
      return { ...known, progress: withSeen(known, event) };
    case 'judged':
      return event.choice === null ? known : { ...known, progress: judged(known, event, event.choice) };
    default:
      return known;
  }
}

/** A solution that is told before the challenge is solved makes it seen; after that it is only told. */
function withSeen(known: ProgressState, event: EventOf<'solution'>): Progress {
  const challenge = known.progress.lessons[event.lesson]?.challenges?.[event.step];
  if (challenge !== undefined && challenge.stars > 0) return known.progress;
  const nothing = { ...when(known, event), evidence: [], stars: 0, of: 0, seen: true };
  return withChallenge(known.progress, event, nothing);
}

function judged(known: ProgressState, event: EventOf<'judged'>, choice: string): Progress {
  const { right, correct, evidence } = event;
  return withAnswer(known.progress, event, {
    ...when(known, event),
    choice,
    right,
    correct: correct === true,
    evidence,
  });
}

function when({ began, kernel }: ProgressState, event: LabEvent): { at: string; kernel: string } {
  return { at: new Date(began + event.t).toISOString(), kernel };
}

function textOf(value: FactValue): string | null {
  if (value === null) return null;
  if (isError(value)) return value.error;
  return Array.isArray(value) ? value.join('\n') : value;
}
