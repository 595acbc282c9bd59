/** Texts of challenges with what stands for this learner: `{name}`. Pure. */
import { changing, isRead, replacing } from './deferred.ts';
import type { ChallengeStep, Lesson } from './lesson.ts';

/** Where nobody has a name of their own: in a recording of an earlier version, and without a kernel. */
export const ANYBODY = 'mine';

/** What may stand in braces in the texts, tests and lines of a challenge. */
export const CHALLENGE_TEMPLATES = ['name'] as const;

/** The lessons as this learner reads them. */
export function personal(lessons: readonly Lesson[], name: string): Lesson[] {
  return lessons.map(lesson => {
    const steps = lesson.steps.map(step => (step.type === 'challenge' ? personalStep(step, name) : step));
    return steps.every((step, i) => step === lesson.steps[i]) ? lesson : replacing(lesson, 'steps', steps);
  });
}

/** The same step where nothing in it stands for the learner. */
function personalStep(step: ChallengeStep, name: string): ChallengeStep {
  if (!isRead(step)) return changing(step, value => filled(value, name));
  return JSON.stringify(step).includes('{name}') ? (filled(step, name) as ChallengeStep) : step;
}

function filled(value: unknown, name: string): unknown {
  if (typeof value === 'string') return value.replaceAll(/(?<!\$)\{name\}/g, name);
  if (Array.isArray(value)) return value.map(item => filled(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, name)]));
}
