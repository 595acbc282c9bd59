/** A stretch of a course that nobody watches: `run` carries it out step by step. */
import type { QuestionStep } from '../lesson/lesson.ts';
import type { Place } from './course.ts';

/** Who is led through: the live session. */
interface Led {
  here(): Place;
  /** The step at hand is an action that has been carried out. */
  done(): boolean;
  next(): Promise<unknown>;
  isAnswered(at: Place): boolean;
  judge(lesson: string, step: QuestionStep): void;
}

/** Everything from here to `last` inclusive. A question that no action precedes is judged as it is passed, without an answer. */
export async function tour({ here, done, next, isAnswered, judge }: Led, last: Place): Promise<void> {
  while (true) {
    const at = here();
    if (at.step.type === 'action' && !done()) await next();
    if (at.step.type === 'question' && at.step.before === null && !isAnswered(at)) judge(at.lesson.id, at.step);
    if (here().index >= last.index) return;
    await next();
  }
}
