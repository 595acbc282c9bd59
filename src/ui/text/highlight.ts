/** A little colour for lines of shell and C: comments, strings, the kernel's constants, numbers. */
import { type Paint, theme } from './theme.ts';

const WORDS =
  /(#\s.*$|#$|\/\/.*$)|("(?:[^"\\]|\\.)*"|'[^']*')|(\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\bE[A-Z]{3,}\b)|(^\s*[$#]\s)/g;

export function highlight(line: string): string {
  return line.replace(WORDS, (word, comment?: string, string?: string, constant?: string) =>
    paintOf(comment, string, constant)(word),
  );
}

function paintOf(comment?: string, string?: string, constant?: string): Paint {
  if (comment !== undefined) return theme.quiet;
  if (string !== undefined) return theme.string;
  return constant === undefined ? theme.quiet : theme.constant;
}
