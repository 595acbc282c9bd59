/** What a learner has done so far: plain data, kept over sessions, readable by a grader. Pure. */
import { VERSION } from './version.ts';

/** Something the kernel returned otherwise after the step: a namespace's inode, a limit, a host name. */
export interface Evidence {
  subject: string;
  key: string;
  before: string | null;
  after: string | null;
}

interface StepDone {
  /** ISO 8601 time at which it was done last. */
  at: string;
  /** Release of the kernel it was done on. */
  kernel: string;
  evidence: Evidence[];
}

interface Answered {
  at: string;
  kernel: string;
  choice: string;
  right: string[];
  correct: boolean;
  /** What the kernel said. */
  evidence: string;
  /** The first answer ever; absent where an earlier version has kept only the last. */
  first?: Pick<Answered, 'at' | 'choice' | 'correct'>;
}

export interface ChallengeDone extends StepDone {
  /** The most that were won; 0 while it is not solved. */
  stars: number;
  /** How many there are. */
  of: number;
  /** The solution had been shown before. */
  seen: boolean;
  /** Nothing told that what solved it was the learner's own; the learner said so. */
  claimed?: true;
}

export interface LessonDone {
  /** Steps that are done: read, or carried out with every expectation held. */
  steps: Record<string, StepDone>;
  /** The last answer to each question. */
  answers: Record<string, Answered>;
  /** Challenges that were solved, or whose solution was looked at. */
  challenges?: Record<string, ChallengeDone>;
}

export interface Place {
  lesson: string;
  step: string;
}

export interface Progress {
  /** Of the file; see version.ts. */
  version: typeof VERSION;
  last: Place | null;
  lessons: Record<string, LessonDone>;
}

export const noProgress: Progress = { version: VERSION, last: null, lessons: {} };

const nothingDone: LessonDone = { steps: {}, answers: {} };

/** The last time counts. */
export function withStep(progress: Progress, { lesson, step }: Place, done: StepDone): Progress {
  const before = progress.lessons[lesson] ?? nothingDone;
  const after = { ...before, steps: { ...before.steps, [step]: done } };
  return { ...progress, lessons: { ...progress.lessons, [lesson]: after } };
}

/** The last answer counts, and the first is kept. */
export function withAnswer(progress: Progress, { lesson, step }: Place, answered: Omit<Answered, 'first'>): Progress {
  const before = progress.lessons[lesson] ?? nothingDone;
  const { at, choice, correct } = answered;
  const known = before.answers[step];
  const first = known === undefined ? { at, choice, correct } : known.first;
  const kept: Answered = { ...answered, ...(first === undefined ? {} : { first }) };
  const after = { ...before, answers: { ...before.answers, [step]: kept } };
  return { ...progress, lessons: { ...progress.lessons, [lesson]: after } };
}

/** The better result stays; what was seen once is seen. */
export function withChallenge(progress: Progress, { lesson, step }: Place, done: ChallengeDone): Progress {
  const before = progress.lessons[lesson] ?? nothingDone;
  const known = before.challenges?.[step];
  const best = known !== undefined && isBetter(known, done) ? known : done;
  const kept = { ...best, seen: done.seen || known?.seen === true };
  const after = { ...before, challenges: { ...before.challenges, [step]: kept } };
  return { ...progress, lessons: { ...progress.lessons, [lesson]: after } };
}

/** More stars; of as many, those that nobody had to claim. */
function isBetter(a: ChallengeDone, b: ChallengeDone): boolean {
  return a.stars > b.stars || (a.stars === b.stars && a.claimed !== true && b.claimed === true);
}

/** Without what was done in that lesson, or without everything. */
export function withoutLesson(progress: Progress, lesson: string | null): Progress {
  if (lesson === null) return noProgress;
  const { [lesson]: _forgotten, ...lessons } = progress.lessons;
  return { ...progress, last: progress.last?.lesson === lesson ? null : progress.last, lessons };
}

/** Done steps as `lesson/step`. */
export function doneSteps(progress: Progress): Set<string> {
  const all = Object.entries(progress.lessons);
  return new Set(all.flatMap(([lesson, { steps }]) => Object.keys(steps).map(step => `${lesson}/${step}`)));
}

/** The most stars won at each challenge, `lesson/step`. */
export function wonStars(progress: Progress): Record<string, number> {
  const all = Object.entries(progress.lessons).flatMap(([lesson, { challenges = {} }]) =>
    Object.entries(challenges).map(([step, { stars }]) => [`${lesson}/${step}`, stars] as const),
  );
  return Object.fromEntries(all);
}
