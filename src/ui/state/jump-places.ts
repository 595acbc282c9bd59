/** Every lesson's every step, in order: what one can jump to. Pure. */
import type { StepOutcome } from '../draw/jump-list.ts';
import type { Model } from './model.ts';
import { starsAt } from './stars.ts';

interface Place {
  lesson: string;
  lessonTitle: string;
  step: string;
  title: string;
  /** Of its lesson. */
  first: boolean;
}

export function jumpPlaces({ lessons }: Pick<Model, 'lessons'>): Place[] {
  return lessons.flatMap(lesson =>
    lesson.steps.map((step, i) => ({
      lesson: lesson.id,
      lessonTitle: lesson.title,
      step: step.id,
      title: step.title,
      first: i === 0,
    })),
  );
}

/** How the step of a place came out. */
export function outcomeAt(model: Model, { lesson, step }: Place): StepOutcome {
  const found = model.lessons.find(l => l.id === lesson)?.steps.find(s => s.id === step);
  if (found?.type === 'challenge' && starsAt(model, lesson, found) > 0) return 'solved';
  const result = model.session.results[`${lesson}/${step}`];
  if (result?.ok === true) return 'held';
  if (result?.ok === false) return 'failed';
  if (result?.skipped) return 'skipped';
  return result?.blocked ? 'refused' : null;
}
