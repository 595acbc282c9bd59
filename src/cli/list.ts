import type { Step } from '../lesson/lesson.ts';
import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { courseLessons } from './course.ts';
import { say, sayJson } from './output.ts';

/** `list`: the lessons and their steps. */
export async function list(options: { json?: boolean; lessons?: string }): Promise<ExitCode> {
  const lessons = await courseLessons(options.lessons);
  if (options.json) {
    const rows = lessons.map(({ id, title, kind, notesStep, minutes, steps }) => ({
      id,
      title,
      kind,
      notesStep,
      minutes,
      steps: steps.map(s => ({
        id: s.id,
        title: s.title,
        type: s.type,
        scope: s.type === 'action' ? s.scope : null,
        only: ('only' in s ? s.only : null) ?? null,
      })),
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

/** In a word that can be read aloud. */
function kindOf(step: Step): string {
  if (step.type === 'action') return step.scope === 'main' ? 'action' : 'experiment';
  return step.type === 'read' ? 'text' : step.type;
}
