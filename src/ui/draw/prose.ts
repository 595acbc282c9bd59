/** Sentences of authors and of the session, wrapped to a width. */
import type { MarkdownRenderer } from '../text/markdown.ts';
import { oneLine, wrap } from '../text/text.ts';
import { type Paint, theme } from '../text/theme.ts';

/** A sentence of the author's: code and stress are drawn, as in the prose. */
export function rich(markdown: MarkdownRenderer | null, text: string, columns: number): string[] {
  const lines = markdown?.(text, columns) ?? [];
  return lines.length > 0 ? lines : wrap(oneLine(text), columns);
}

/** A text with a sign before its first line, the others indented below it. */
export function marked(sign: string, text: string, columns: number, paint: Paint = theme.plain): string[] {
  return wrap(oneLine(text), columns - 2).map((line, i) => `${i === 0 ? sign : ' '} ${paint(line)}`);
}
