/** What a step is going to do, and command lines, as text. */
import type { LessonOp } from '../../lesson/lesson.ts';
import { oneLine, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';

/** Directories of the session that lessons name in braces. */
export type Paths = Readonly<Record<string, string>>;

/** Arguments that say what they are by themselves, or are the only thing a call is about. */
const BARE = new Set(['flags', 'path', 'paths', 'name', 'target', 'argv', 'source', 'fstype', 'new', 'put', 'sig']);

/** `unshare(CLONE_NEWUTS|CLONE_NEWIPC)`, `set-limit(memory=32M)`. */
export function opText(op: LessonOp, paths: Paths): string {
  const args = Object.entries(op.args).map(([name, value]) => (BARE.has(name) ? '' : `${name}=`) + argText(value));
  const refusal = op.expectErrno === undefined ? '' : `  wants ${op.expectErrno}`;
  return oneLine(withPaths(`${op.op}(${args.join(', ')})${refusal}`, paths));
}

function argText(value: string | number | string[]): string {
  if (!Array.isArray(value)) return String(value);
  return value.every(item => /^[A-Z0-9_]+$/.test(item)) ? value.join('|') : value.join(' ');
}

/** What the lesson has in braces: the directories of the session; what is not known here is left out. */
function withPaths(text: string, paths: Paths): string {
  return Object.entries(paths)
    .reduce((line, [name, value]) => line.replaceAll(`{${name}}`, value), text)
    .replace(/(\w+=)?\{\w+\}(?!\/),? ?/g, '')
    .replace(/\{\w+\}(?=\/)/g, mark.more);
}

/** Broken between words; what follows the first line is indented. */
export function commandLines(command: string, columns: number): string[] {
  return wrap(command, columns - 4).map((line, i) => (i === 0 ? `${theme.quiet('$')} ` : '    ') + theme.code(line));
}
