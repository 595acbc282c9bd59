/** What the author wrote for a step: an experiment's question, the prose, the same by hand, what to read. */
import type { Lesson } from '../../lesson/lesson.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import type { Glossary } from '../text/terms.ts';
import { wrap, wrapCode } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { commandLines } from './ops.ts';
import { heading } from './pane.ts';
import { rich } from './prose.ts';

export interface LessonTextView {
  /** Of an experiment. */
  ask: string | null;
  /** Markdown; of the first step with the lesson's introduction. */
  text: string;
  /** Command lines for another terminal. */
  byHand: readonly string[];
  /** Of the last step. */
  reading: Lesson['reading'];
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
  glossary: Glossary;
}

/** What an experiment asks comes before the text that answers it. */
export function askLines({ ask, markdown }: LessonTextView, columns: number): string[] {
  if (ask === null) return [];
  return [heading('Break it'), ...rich(markdown, ask, columns).map(line => theme.title(line)), ''];
}

export function textLines({ text, byHand, reading, markdown, glossary }: LessonTextView, columns: number): string[] {
  return [
    ...(markdown?.(text, columns, glossary) ?? []),
    ...byHandLines(byHand, columns),
    ...readingLines(reading, columns),
  ];
}

function byHandLines(lines: readonly string[], columns: number): string[] {
  if (lines.length === 0) return [];
  return [
    '',
    ...wrap('By hand, in another terminal (y: to copy)', columns).map(heading),
    ...lines.flatMap(line => commandLines(line, columns)),
  ];
}

function readingLines(reading: Lesson['reading'], columns: number): string[] {
  if (reading.length === 0) return [];
  const manuals = reading.flatMap(r => ('man' in r ? [r.man] : []));
  const pages = reading.flatMap(r =>
    'url' in r ? [...wrap(r.title, columns), ...wrapCode(r.url, columns - 2, 0).map(line => `  ${line}`)] : [],
  );
  return ['', heading('To read'), ...wrap(manuals.map(m => `man ${m}`).join(', '), columns), ...pages];
}
