/** Boxes over the screen: help, the list to jump in, messages. */
import { helpSections } from '../keys/keys.ts';
import { cell, columnsOf, cut, oneLine, safeLines, wrap } from '../text/text.ts';
import { type Paint, theme } from '../text/theme.ts';
import { type GlossaryView, glossaryLines, glossaryNote } from './glossary.ts';
import { type JumpView, jumpLines } from './jump-list.ts';
import { scrolled } from './pane.ts';

export interface Message {
  kind: 'message';
  tone: 'error' | 'plain';
  title: string;
  text: string;
  hint?: string;
  scroll: number;
}

export type BoxView =
  | { kind: 'help'; scroll: number }
  | ({ kind: 'jump' } & JumpView)
  | ({ kind: 'glossary' } & GlossaryView)
  | Message;

interface Box {
  width: number;
  lines: string[];
}

const WIDEST = 76;

/** The box of the overlay, framed, not larger than `columns` x `rows`. */
export function drawBox(view: BoxView, columns: number, rows: number): Box {
  const { inner, room } = boxRoom(columns, rows);
  const content = boxContent(view, inner, room);
  if (view.kind === 'glossary')
    return {
      width: inner + 4,
      lines: framed(titleOf(view), content.slice(0, room), glossaryNote(view), inner, theme.accent),
    };
  const from = view.kind === 'jump' ? lineOfPlace(view, inner) - Math.floor(room / 2) : view.scroll;
  const shown = scrolled(content, from, Math.min(room, content.length));
  const paint = view.kind === 'message' && view.tone === 'error' ? theme.bad : theme.accent;
  return { width: inner + 4, lines: framed(titleOf(view), shown.lines, shown.note, inner, paint) };
}

/** Columns and rows inside the frame. */
export function boxRoom(columns: number, rows: number): { inner: number; room: number } {
  return { inner: Math.min(columns - 4, WIDEST) - 4, room: Math.max(1, rows - 4) };
}

export function boxContent(view: BoxView, inner: number, room = Number.MAX_SAFE_INTEGER): string[] {
  switch (view.kind) {
    case 'glossary':
      return glossaryLines(view, inner, room);
    case 'help':
      return helpLines(inner);
    case 'jump':
      return jumpLines(view, inner).map(line => line.text);
    case 'message':
      return messageLines(view, inner);
  }
}

function messageLines({ text, hint }: Message, inner: number): string[] {
  const wrapped = (said: string) => safeLines(said).flatMap(line => wrap(line, inner));
  return [...wrapped(text), ...(hint === undefined ? [] : ['', ...wrapped(hint).map(line => theme.quiet(line))])];
}

function lineOfPlace(view: JumpView, inner: number): number {
  return jumpLines(view, inner).findIndex(line => line.place === view.index);
}

function helpLines(inner: number): string[] {
  return helpSections().flatMap(({ title, keys }, i) => [
    ...(i === 0 ? [] : ['']),
    theme.accent(title),
    ...keys.flatMap(({ label, help }) =>
      wrap(help, inner - 12).map((line, n) => `${n === 0 ? theme.key(cell(label, 11)) : ' '.repeat(11)} ${line}`),
    ),
  ]);
}

function titleOf(view: BoxView): string {
  if (view.kind === 'message') return view.title;
  if (view.kind === 'glossary') return view.list === 'all' ? 'Glossary' : 'Words of this step';
  return view.kind === 'help' ? 'Keys' : 'Jump to a step';
}

function framed(title: string, lines: string[], note: string, inner: number, paint: Paint): string[] {
  const head = cut(` ${oneLine(title)} `, inner);
  const foot = note === '' ? '' : ` ${note} `;
  const side = paint('│');
  return [
    paint(`╭─`) + theme.title(head) + paint(`${'─'.repeat(Math.max(0, inner - columnsOf(head) + 1))}╮`),
    ...lines.map(line => `${side} ${cell(line, inner)} ${side}`),
    paint(`╰${'─'.repeat(Math.max(0, inner - columnsOf(foot) + 1))}`) + theme.quiet(foot) + paint('─╯'),
  ];
}
