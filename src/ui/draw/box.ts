/** Boxes over the screen: help, the list to jump in, messages. */
import { helpSections } from '../keys/keys.ts';
import type { Model } from '../state/model.ts';
import { starsAt } from '../state/stars.ts';
import type { Overlay } from '../state/view.ts';
import { cell, columnsOf, cut, oneLine, safeLines, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import { lessonNumber } from './header.ts';
import { scrolled } from './pane.ts';
import { wordsLines, wordsNote } from './words.ts';

export interface Box {
  width: number;
  lines: string[];
}

const WIDEST = 76;

/** The box of the overlay, framed, not larger than `columns` x `rows`. */
export function drawBox(model: Model, overlay: Overlay, columns: number, rows: number): Box {
  const { inner, room } = boxRoom(columns, rows);
  const content = boxContent(model, overlay, inner, room);
  if (overlay.kind === 'words')
    return {
      width: inner + 4,
      lines: framed(titleOf(overlay), content.slice(0, room), wordsNote(model, overlay), inner, theme.accent),
    };
  const from =
    overlay.kind === 'jump' ? lineOfPlace(model, overlay.index, inner) - Math.floor(room / 2) : overlay.scroll;
  const view = scrolled(content, from, Math.min(room, content.length));
  const paint = overlay.kind === 'message' && overlay.tone === 'error' ? theme.bad : theme.accent;
  return { width: inner + 4, lines: framed(titleOf(overlay), view.lines, view.note, inner, paint) };
}

/** Columns and rows inside the frame. */
export function boxRoom(columns: number, rows: number): { inner: number; room: number } {
  return { inner: Math.min(columns - 4, WIDEST) - 4, room: Math.max(1, rows - 4) };
}

export function boxContent(model: Model, overlay: Overlay, inner: number, room = Number.MAX_SAFE_INTEGER): string[] {
  switch (overlay.kind) {
    case 'words':
      return wordsLines(model, overlay, inner, room);
    case 'help':
      return helpLines(inner);
    case 'jump':
      return jumpLines(model, overlay.index, inner).map(line => line.text);
    case 'message':
      return [
        ...safeLines(overlay.text).flatMap(line => wrap(line, inner)),
        ...(overlay.hint === undefined
          ? []
          : [
              '',
              ...safeLines(overlay.hint)
                .flatMap(line => wrap(line, inner))
                .map(line => theme.quiet(line)),
            ]),
      ];
  }
}

export interface JumpPlace {
  lesson: string;
  lessonTitle: string;
  step: string;
  title: string;
  /** Of its lesson. */
  first: boolean;
}

/** Every lesson's every step, in order. */
export function jumpPlaces(model: Model): JumpPlace[] {
  return model.lessons.flatMap(lesson =>
    lesson.steps.map((step, i) => ({
      lesson: lesson.id,
      lessonTitle: lesson.title,
      step: step.id,
      title: step.title,
      first: i === 0,
    })),
  );
}

interface JumpLine {
  text: string;
  /** Position in `jumpPlaces`; null for the title of a lesson. */
  place: number | null;
}

/** Each lesson's title, below it its steps. */
function jumpLines(model: Model, index: number, inner: number): JumpLine[] {
  return jumpPlaces(model).flatMap((place, i) => {
    const sign = signAt(model, place);
    const here = place.lesson === model.session.lesson && place.step === model.session.step ? '  (you are here)' : '';
    const title = cell(oneLine(place.title + here), inner - 6);
    const text = i === index ? `${theme.focus(mark.chosen)}  ${sign}  ${theme.focus(title)}` : `   ${sign}  ${title}`;
    const heading = theme.accent(`${lessonNumber(place.lesson)} ${oneLine(place.lessonTitle)}`);
    return place.first
      ? [
          { text: heading, place: null },
          { text, place: i },
        ]
      : [{ text, place: i }];
  });
}

/** How the step came out, in one character. */
function signAt(model: Model, { lesson, step }: JumpPlace): string {
  const found = model.lessons.find(l => l.id === lesson)?.steps.find(s => s.id === step);
  if (found?.type === 'challenge' && starsAt(model, lesson, found) > 0) return theme.star(mark.star);
  const result = model.session.results[`${lesson}/${step}`];
  if (result?.ok === true) return theme.good(mark.good);
  if (result?.ok === false) return theme.bad(mark.bad);
  if (result?.skipped) return theme.bad(mark.skipped);
  return result?.blocked ? theme.quiet(mark.refused) : ' ';
}

function lineOfPlace(model: Model, index: number, inner: number): number {
  return jumpLines(model, index, inner).findIndex(line => line.place === index);
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

function titleOf(overlay: Overlay): string {
  if (overlay.kind === 'message') return overlay.title;
  if (overlay.kind === 'words') return overlay.list === 'all' ? 'Glossary' : 'Words of this step';
  return overlay.kind === 'help' ? 'Keys' : 'Jump to a step';
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
