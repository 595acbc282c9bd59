/** Plays the course up to a step without anybody at the keys, as `run` does. */
import type { QuestionStep } from '../lesson/lesson.ts';
import type { Place } from './course.ts';

/** What of the live session is needed for it. */
interface Playable {
  here(): Place;
  /** The step at hand is an action that has been carried out. */
  done(): boolean;
  next(): Promise<unknown>;
  isAnswered(at: Place): boolean;
  judge(lesson: string, step: QuestionStep): void;
}

/** Everything from here to `last` inclusive. A question that no action precedes is judged as it is passed, without an answer. */
export async function playTo({ here, done, next, isAnswered, judge }: Playable, last: Place): Promise<void> {
  while (true) {
    const at = here();
    if (at.step.type === 'action' && !done()) await next();
    if (at.step.type === 'question' && at.step.before === null && !isAnswered(at)) judge(at.lesson.id, at.step);
    if (here().index >= last.index) return;
    await next();
  }
}
