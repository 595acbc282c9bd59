import type { StepRow } from './course-index.ts';
import type { Only } from './lesson.ts';

/** The machines on which alone a step is shown; a question goes with the action that it is asked before. Null: everybody meets it. */
export function onlyFor(step: StepRow, steps: readonly StepRow[]): Only | null {
  const about = step.type === 'question' ? steps.find(({ id }) => id === step.before) : step;
  return about && 'only' in about ? (about.only ?? null) : null;
}
