/** Stars won at challenges, in this session and in earlier ones. Pure. */

import type { LessonRow, RowOf } from '../../lesson/course-index.ts';
import { lessonStars, type Stars } from '../../lesson/stars.ts';
import type { Model } from './model.ts';

/** Stars won at a challenge, now or earlier. */
export function starsAt(model: Model, lesson: string, step: RowOf<'challenge'>): number {
  const key = `${lesson}/${step.id}`;
  return Math.max(model.session.challenges[key]?.solved?.stars ?? 0, model.savedStars[key] ?? 0);
}

/** Over all challenges of a lesson; null where it has none. */
export function starsIn(model: Model, { id, steps }: LessonRow): Stars | null {
  return lessonStars(steps, step => starsAt(model, id, step));
}
