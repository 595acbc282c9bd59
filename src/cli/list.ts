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
      steps: steps.map(s => ({ id: s.id, title: s.title, type: s.type, scope: s.type === 'action' ? s.scope : null })),
    }));
    sayJson(rows);
    return EXIT.ok;
  }
  for (const { id, title, minutes, steps } of lessons) {
    say(`${id.padEnd(18)} ${title} (${minutes} min)\n`);
    for (const step of steps) say(`  ${step.id.padEnd(16)} ${kindOf(step).padEnd(10)} ${step.title}\n`);
  }
  say('\nAn action stays. An experiment runs on a fresh process that is gone afterwards.\n');
  return EXIT.ok;
}

/** In a word that can be read aloud. */
function kindOf(step: Step): string {
  if (step.type === 'action') return step.scope === 'main' ? 'action' : 'experiment';
  return step.type === 'read' ? 'text' : step.type;
}
