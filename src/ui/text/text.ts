/** Text of a known width in columns. Everything drawn goes through here, so that no line is longer than its place and nothing jumps. */
import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { printable, printableLine } from '../../protocol/printable.ts';

const PLAIN = /^[\x20-\x7e]*$/;
const SGR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Columns that `text` takes on a terminal; colours take none. */
export function columnsOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** At most `columns` wide; what was cut off the end is shown by `…`. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (columnsOf(text) <= columns) return text;
  return `${slice(text, 0, columns - 1)}…`;
}

/** The same, cut after a whole word where that leaves more than half: half a word tells nothing. */
export function cutWords(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const end = cut(text, columns).lastIndexOf(' ');
  return end > columns / 2 ? `${text.slice(0, end)} …` : cut(text, columns);
}

/** The same, cut at the beginning: the end of a path says more. */
export function cutStart(text: string, columns: number): string {
  const all = columnsOf(text);
  if (columns <= 0) return '';
  if (all <= columns) return text;
  return `…${slice(text, all - columns + 1, all)}`;
}

/** Exactly `columns` wide: cut or filled with blanks. */
export function cell(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const short = cut(text, columns);
  const blanks = ' '.repeat(Math.max(0, columns - columnsOf(short)));
  return align === 'left' ? short + blanks : blanks + short;
}

/** Words wrapped into lines of at most `columns`; a word that is too long is broken. */
export function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(1, columns), { hard: true, trim: true }).split('\n');
}

/** Wrapped without losing a blank: for code and command lines. The following lines are indented by `indent`. */
export function wrapCode(text: string, columns: number, indent = 0): string[] {
  const lines: string[] = [];
  let rest = text;
  let room = Math.max(1, columns);
  while (columnsOf(rest) > room) {
    const end = breakBefore(rest, room);
    lines.push(slice(rest, 0, end));
    rest = slice(rest, end, columnsOf(rest));
    room = Math.max(1, columns - indent);
  }
  lines.push(rest);
  return lines.map((line, i) => (i === 0 ? line : ' '.repeat(indent) + line));
}

/** Where a line of code is broken: after the last blank or separator that leaves no short line, else where the room ends. */
function breakBefore(text: string, room: number): number {
  const plain = withoutColour(text);
  if (!PLAIN.test(plain)) return room;
  for (let end = room; end > room / 2; end--) if (/[ |/,]/.test(plain[end - 1] ?? '')) return end;
  return room;
}

/** Text from the kernel or a program, on one line, without anything a terminal would obey. */
export function oneLine(text: string): string {
  return printableLine(text);
}

/** The same as several lines, tabs as blanks. */
export function safeLines(text: string): string[] {
  return printable(text.replaceAll('\r\n', '\n')).replaceAll('\t', '    ').split('\n');
}

/** A pane's worth of lines: exactly `height` of them, from `from` on. */
export function windowOf(lines: string[], from: number, height: number): string[] {
  const shown = lines.slice(from, from + height);
  return [...shown, ...Array<string>(Math.max(0, height - shown.length)).fill('')];
}

export function withoutColour(text: string): string {
  return text.replaceAll(SGR, '');
}

/** At most `to - from` columns: a character two columns wide that does not fit any more is left out. */
function slice(text: string, from: number, to: number): string {
  if (PLAIN.test(text)) return text.slice(from, to);
  const part = sliceAnsi(text, from, to);
  return columnsOf(part) <= to - from ? part : sliceAnsi(text, from, to - 1);
}
