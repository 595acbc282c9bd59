import type { LessonRow, StepRow } from '../../lesson/course-index.ts';
import { onlyFor } from '../../lesson/only.ts';
import { starsOf } from '../../lesson/stars.ts';
import { EXIT, type ExitCode } from '../../protocol/lab-error.ts';
import { courseLessons } from '../course.ts';
import { say, sayJson } from '../output.ts';

/** `list`: the lessons and their steps. */
export async function list(options: { json?: boolean; lessons?: string }): Promise<ExitCode> {
  const lessons: LessonRow[] = await courseLessons(options.lessons);
  if (options.json) {
    const rows = lessons.map(({ id, title, kind, notesStep, minutes, steps }) => ({
      id,
      title,
      kind,
      notesStep,
      minutes,
      steps: steps.map(step => stepRow(step, steps)),
    }));
    sayJson(rows);
    return EXIT.ok;
  }
  const lines = lessons.flatMap(({ id, title, minutes, steps }) => [
    `${id.padEnd(18)} ${title} (${minutes} min)`,
    ...steps.map(step => `  ${step.id.padEnd(16)} ${kindOf(step).padEnd(10)} ${step.title}`),
  ]);
  say([...lines, '', 'An action stays. An experiment runs on a fresh process that is gone afterwards.', ''].join('\n'));
  return EXIT.ok;
}

/** One step of `list --json`. */
function stepRow(step: StepRow, steps: readonly StepRow[]) {
  const only = onlyFor(step, steps);
  return {
    id: step.id,
    title: step.title,
    type: step.type,
    scope: step.type === 'action' ? step.scope : null,
    ...(only === null ? {} : { only }),
    ...(step.type === 'question' && step.before !== null ? { before: step.before } : {}),
    ...(step.type === 'challenge' ? { stars: starsOf(step) } : {}),
  };
}

/** In a word that can be read aloud. */
function kindOf(step: StepRow): string {
  if (step.type === 'action') return step.scope === 'main' ? 'action' : 'experiment';
  return step.type === 'read' ? 'text' : step.type;
}
