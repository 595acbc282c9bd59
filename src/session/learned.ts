/** events → progress: what of a session is worth remembering. Pure; time is the events' own. */
import type { FactValue } from '../observe/facts.ts';
import { isError } from '../observe/facts.ts';
import { type Evidence, noProgress, type Progress, withAnswer, withChallenge, withStep } from '../progress/progress.ts';
import type { EventOf, LabEvent } from './events.ts';

export interface Learned {
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
export function startLearning(progress: Progress = noProgress): Learned {
  return { progress, kernel: '', began: 0, evidence: [] };
}

/** One event further. `progress` is the same object when nothing worth remembering has happened. */
export function learn(learned: Learned, event: LabEvent): Learned {
  const { progress } = learned;
  switch (event.type) {
    case 'session':
      return { ...learned, kernel: event.kernel, began: Date.parse(event.started) - event.t };
    case 'step.start': {
      const place = { lesson: event.lesson, step: event.step };
      const here: Progress = { ...progress, last: place };
      const read = event.kind === 'read' ? withStep(here, place, { ...when(learned, event), evidence: [] }) : here;
      return { ...learned, progress: read, evidence: [] };
    }
    case 'change': {
      const { subject, key, before, after, cause } = event;
      if (cause === null || !TELLING.test(key) || learned.evidence.length >= EVIDENCE) return learned;
      const change = { subject, key, before: textOf(before), after: textOf(after) };
      return { ...learned, evidence: [...learned.evidence, change] };
    }
    case 'step.end': {
      if (!event.ok) return learned;
      const done = { ...when(learned, event), evidence: learned.evidence };
      return { ...learned, progress: withStep(progress, event, done) };
    }
    case 'challenge.solved': {
      const evidence = Object.entries(event.facts)
        .filter(([key]) => TELLING.test(key))
        .map(([key, value]) => ({ subject: 'candidate', key, before: null, after: textOf(value) }));
      const done = { ...when(learned, event), evidence: evidence.slice(0, EVIDENCE) };
      const { stars, of, seen, candidate } = event;
      const claimed = candidate.claimed === true ? { claimed: true as const } : {};
      const solved = withChallenge(progress, event, { ...done, stars, of, seen, ...claimed });
      return { ...learned, progress: withStep(solved, event, done) };
    }
    case 'solution':
      return { ...learned, progress: withSeen(learned, event) };
    case 'judged':
      return event.choice === null ? learned : { ...learned, progress: judged(learned, event, event.choice) };
    default:
      return learned;
  }
}

/** A solution that is told before the challenge is solved makes it seen; after that it is only told. */
function withSeen(learned: Learned, event: EventOf<'solution'>): Progress {
  const known = learned.progress.lessons[event.lesson]?.challenges?.[event.step];
  if (known !== undefined && known.stars > 0) return learned.progress;
  const nothing = { ...when(learned, event), evidence: [], stars: 0, of: 0, seen: true };
  return withChallenge(learned.progress, event, nothing);
}

function judged(learned: Learned, event: EventOf<'judged'>, choice: string): Progress {
  const { right, correct, evidence } = event;
  return withAnswer(learned.progress, event, {
    ...when(learned, event),
    choice,
    right,
    correct: correct === true,
    evidence,
  });
}

function when({ began, kernel }: Learned, event: LabEvent): { at: string; kernel: string } {
  return { at: new Date(began + event.t).toISOString(), kernel };
}

function textOf(value: FactValue): string | null {
  if (value === null) return null;
  if (isError(value)) return value.error;
  return Array.isArray(value) ? value.join('\n') : value;
}
