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
  for (const lesson of lessons) {
    process.stdout.write(`${lesson.id.padEnd(18)} ${lesson.title} (${lesson.minutes} min)\n`);
    for (const step of lesson.steps) {
      const mark = step.type === 'action' ? (step.scope === 'main' ? '▶' : '▷') : ' ';
      process.stdout.write(`  ${mark} ${step.id.padEnd(16)} ${step.title}\n`);
    }
  }
  process.stdout.write('\n▶ action carried forward   ▷ experiment on a fresh process, gone afterwards\n');
  return EXIT.ok;
}
