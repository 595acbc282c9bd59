/** What of a progress file can have been done in the course at hand. Pure. */
import type { ChallengeDone, Progress } from './progress.ts';

/** The steps of lessons that are known, and how many stars each has; a lesson that is not in it may have any. */
type Course = ReadonlyMap<string, ReadonlyMap<string, number>>;

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
