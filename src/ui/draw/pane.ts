/** A pane: one rule with a title, then lines between margins of one column. */

import { cell, columnsOf, cut, windowOf } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import type { Rect } from './layout.ts';

export interface PaneText {
  title: string;
  /** At the right end of the rule. */
  note?: string;
  lines: string[];
  focused: boolean;
  /** Before the title, as a sign of its own; the left margin then has `edge`. */
  badge?: string;
  edge?: string;
}

/** The lesson pane before it is put together. */
export interface LessonParts {
  /** Scrolls. */
  document: string[];
  /** Stays at the bottom; empty where it would take more than half: then it is the end of the document. */
  pinned: string[];
  /** Line of the document to be taken to when something has come out: a result, a verdict. */
  outcome: number;
}

/** Exactly `rect.height` lines, each at most `rect.width` wide. */
export function drawPane(text: PaneText, rect: Pick<Rect, 'width' | 'height'>): string[] {
  const inner = Math.max(0, rect.width - 2);
  const body = windowOf(text.lines, 0, rect.height - 1).map(line => `${text.edge ?? ' '}${cut(line, inner)}`);
  return [rule(text, rect.width), ...body].slice(0, rect.height);
}

/** `── Kernel ─────────── ↓ 12 more ──`; with the focus the line is heavy and coloured. */
function rule({ title, note = '', focused, badge = '' }: PaneText, width: number): string {
  const line = focused ? '━' : '─';
  const right = note === '' ? '' : ` ${note} `;
  const left = cut(` ${title} `, Math.max(4, width - columnsOf(right) - columnsOf(badge) - 4));
  const middle = Math.max(0, width - columnsOf(badge) - columnsOf(left) - columnsOf(right) - 3);
  const paint = focused ? theme.accent : theme.rule;
  return cut(
    paint(line.repeat(1)) +
      badge +
      (focused ? theme.focus(left) : theme.title(left)) +
      paint(line.repeat(middle)) +
      theme.quiet(right) +
      paint(line.repeat(2)),
    width,
  );
}

/** A part of `lines` and a note saying how much is hidden, of a fixed width. */
export function scrolled(lines: string[], from: number, height: number): { lines: string[]; note: string } {
  const last = Math.max(0, lines.length - height);
  const at = Math.min(Math.max(0, from), last);
  if (last === 0) return { lines: windowOf(lines, 0, height), note: '' };
  const note = `${at > 0 ? mark.up : ' '}${cell(String(Math.min(lines.length, at + height)), String(lines.length).length, 'right')}/${lines.length}${at < last ? mark.down : ' '}`;
  return { lines: windowOf(lines, at, height), note };
}

/** A small heading inside a pane. */
export function heading(text: string): string {
  return theme.accent(text);
}
