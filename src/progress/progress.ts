/** What a learner has done so far: plain data, kept over sessions, readable by a grader. Pure. */

/** Something the kernel returned otherwise after the step: a namespace's inode, a limit, a host name. */
export interface Evidence {
  subject: string;
  key: string;
  before: string | null;
  after: string | null;
}

export interface StepDone {
  /** ISO 8601 time at which it was done last. */
  at: string;
  /** Release of the kernel it was done on. */
  kernel: string;
  evidence: Evidence[];
}

export interface Answered {
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
  version: 1;
  last: Place | null;
  lessons: Record<string, LessonDone>;
}

export const noProgress: Progress = { version: 1, last: null, lessons: {} };

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

/** The steps of lessons that are known, and how many stars each has; a lesson that is not in it may have any. */
export type Course = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** No challenge of any lesson has more. */
const MOST_STARS = 99;

/**
 * What can have been done in that course, and `lesson/step: why` of the rest. A file is easily written by hand: this is no proof of
 * work, but nothing impossible is drawn.
 */
export function believable(progress: Progress, course: Course): { progress: Progress; doubted: string[] } {
  const doubted: string[] = [];
  const kept = <T>(lesson: string, all: Record<string, T>, why: (step: string, done: T) => string | null) =>
    Object.fromEntries(
      Object.entries(all).filter(([step, done]) => {
        const reason = isUnknown(course, lesson, step) ? 'there is no such step' : why(step, done);
        if (reason !== null) doubted.push(`${lesson}/${step}: ${reason}`);
        return reason === null;
      }),
    );
  const lessons = Object.entries(progress.lessons).map(([id, lesson]) => {
    const steps = kept(id, lesson.steps, () => null);
    const answers = kept(id, lesson.answers, () => null);
    if (lesson.challenges === undefined) return [id, { ...lesson, steps, answers }] as const;
    const most = (step: string) => course.get(id)?.get(step) ?? MOST_STARS;
    const challenges = kept(id, lesson.challenges, (step, done) => doubt(done, most(step)));
    return [id, { ...lesson, steps, answers, challenges }] as const;
  });
  const believed = doubted.length === 0 ? progress : { ...progress, lessons: Object.fromEntries(lessons) };
  return { progress: believed, doubted: [...new Set(doubted)] };
}

function isUnknown(course: Course, lesson: string, step: string): boolean {
  const steps = course.get(lesson);
  return steps !== undefined && !steps.has(step);
}

/** Why a challenge cannot have been done so. */
function doubt({ stars, of, evidence }: ChallengeDone, most: number): string | null {
  const possible = [stars, of].every(Number.isSafeInteger) && 0 <= stars && stars <= of && of <= most;
  if (!possible) return `${stars} of ${of} stars`;
  return stars > 0 && evidence.length === 0 ? 'nothing that the kernel returned' : null;
}

/** Is this what an earlier session has saved? Whether it can be true, `believable` says. */
export function isProgress(value: unknown): value is Progress {
  if (!isMap(value) || value.version !== 1 || !isMap(value.lessons)) return false;
  if (value.last !== null && !(isMap(value.last) && areTexts(value.last.lesson, value.last.step))) return false;
  return Object.values(value.lessons).every(
    lesson =>
      isMap(lesson) &&
      isMap(lesson.steps) &&
      isMap(lesson.answers) &&
      Object.values(lesson.steps).every(s => isMap(s) && areTexts(s.at, s.kernel) && isEvidence(s.evidence)) &&
      Object.values(lesson.answers).every(isAnswered) &&
      areChallenges(lesson.challenges),
  );
}

function isAnswered(value: unknown): boolean {
  if (!isMap(value) || !areTexts(value.at, value.kernel, value.choice, value.evidence)) return false;
  const { first } = value;
  const firstFits = first === undefined || (isMap(first) && areTexts(first.at, first.choice) && isFlag(first.correct));
  return isFlag(value.correct) && firstFits;
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function areChallenges(value: unknown): boolean {
  if (value === undefined) return true;
  return isMap(value) && Object.values(value).every(isChallengeDone);
}

function isChallengeDone(value: unknown): boolean {
  if (!isMap(value) || !areTexts(value.at, value.kernel) || !isEvidence(value.evidence)) return false;
  if (value.claimed !== undefined && value.claimed !== true) return false;
  return typeof value.stars === 'number' && typeof value.of === 'number' && typeof value.seen === 'boolean';
}

function isEvidence(value: unknown): boolean {
  const fits = (text: unknown): boolean => text === null || typeof text === 'string';
  return (
    Array.isArray(value) &&
    value.every(one => isMap(one) && areTexts(one.subject, one.key) && fits(one.before) && fits(one.after))
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(...values: unknown[]): boolean {
  return values.every(value => typeof value === 'string');
}
