/** Stars of challenges, of this session and of earlier ones. Pure. */
import type { ChallengeStep, Lesson } from '../lesson/lesson.ts';
import type { Model } from './model.ts';

/** Stars won at a challenge, now or earlier. */
export function starsAt(model: Model, lesson: string, step: ChallengeStep): number {
  const key = `${lesson}/${step.id}`;
  return Math.max(model.session.challenges[key]?.solved?.stars ?? 0, model.starsEarlier[key] ?? 0);
}

/** Of all challenges of a lesson; null where it has none. */
export function lessonStars(model: Model, lesson: Lesson): { stars: number; of: number } | null {
  const all = lesson.steps.filter((s): s is ChallengeStep => s.type === 'challenge');
  if (all.length === 0) return null;
  const stars = all.reduce((n, step) => n + starsAt(model, lesson.id, step), 0);
  return { stars, of: all.reduce((n, step) => n + 1 + step.stars.length, 0) };
}
