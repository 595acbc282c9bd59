/** Is every text of a lesson only text? A terminal obeys control characters, and a lesson may be somebody else's. */
import { printable } from '../protocol/printable.ts';
import type { Lesson } from './lesson.ts';
import { addProblem, type Report } from './problem.ts';
import { lineOf } from './yaml.ts';

export function checkTexts(lesson: Lesson, report: Report): void {
  for (const [key, value] of Object.entries(lesson)) if (key !== 'file') checkText(value, lineOf(lesson, key), report);
}

function checkText(value: unknown, line: number, report: Report): void {
  if (typeof value === 'string') {
    const found = [...value].find(char => printable(char) !== char)?.codePointAt(0);
    if (found === undefined) return;
    const code = found.toString(16).toUpperCase().padStart(4, '0');
    addProblem(
      report,
      line,
      `a text holds the character U+${code}`,
      'leave it out: a terminal would obey it, or hide it',
    );
  } else if (typeof value === 'object' && value !== null) {
    const here = lineOf(value);
    const fallback = here === 1 ? line : here;
    for (const [key, part] of Object.entries(value)) {
      const at = lineOf(value, key);
      checkText(part, at === 1 ? fallback : at, report);
    }
  }
}
