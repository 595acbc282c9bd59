import type { Step } from '../lesson/lesson.ts';
import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { courseLessons } from './course.ts';

export function list(options: { json?: boolean; lessons?: string }): ExitCode {
  const lessons = courseLessons(options.lessons);
  if (options.json) {
    const rows = lessons.map(({ id, title, kind, notesStep, minutes, steps }) => ({
      id,
      title,
      kind,
      notesStep,
      minutes,
      steps: steps.map(s => ({ id: s.id, title: s.title, type: s.type, scope: s.type === 'action' ? s.scope : null })),
    }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT.ok;
  }
  for (const { id, title, minutes, steps } of lessons) {
    process.stdout.write(`${id.padEnd(18)} ${title} (${minutes} min)\n`);
    for (const step of steps)
      process.stdout.write(`  ${step.id.padEnd(16)} ${kindOf(step).padEnd(10)} ${step.title}\n`);
  }
  process.stdout.write('\nAn action stays. An experiment runs on a fresh process that is gone afterwards.\n');
  return EXIT.ok;
}

/** In a word that can be read aloud. */
function kindOf(step: Step): string {
  if (step.type === 'action') return step.scope === 'main' ? 'action' : 'experiment';
  return step.type === 'read' ? 'text' : step.type;
}
