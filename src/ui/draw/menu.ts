/** The menu: every lesson with its state; of the chosen one, what it is for. */
import { type Stars, starSymbols } from '../../lesson/stars.ts';
import { cell, cut, oneLine, windowOf, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import type { Size } from './layout.ts';
import { lessonNumber } from './lesson-number.ts';

/** `held`: every action's expectations held; `failed`: one did not; `refused`: all that this machine allows held; `skipped`: some rest on what failed before. */
export type LessonProgress = 'not begun' | 'in progress' | 'held' | 'refused' | 'skipped' | 'failed';

interface MenuLesson {
  id: string;
  title: string;
  minutes: number;
  objectives: readonly string[];
  /** Null in front of a class: what was done earlier is not loaded. */
  progress: LessonProgress | null;
  /** Won at its challenges; null where it has none. */
  stars: Stars | null;
}

export interface MenuView {
  lessons: readonly MenuLesson[];
  /** The chosen one. */
  index: number;
}

const STATES: Record<LessonProgress, { text: string; paint: Paint }> = {
  'not begun': { text: `${mark.open} not begun`, paint: theme.quiet },
  'in progress': { text: `${mark.begun} in progress`, paint: theme.cause },
  held: { text: `${mark.good} all held`, paint: theme.good },
  refused: { text: `${mark.refused} as allowed`, paint: theme.good },
  skipped: { text: `${mark.skipped} skipped`, paint: theme.bad },
  failed: { text: `${mark.bad} failed`, paint: theme.bad },
};

const STATE = 13;
const MINUTES = 8;
/** `★★★☆☆ 3 of 5`. */
const STARS = 14;
const WIDEST = 110;
/** Symbols are counted at a glance up to here. */
const COUNTED = 5;

export function menuLines(view: MenuView, size: Size): string[] {
  const columns = Math.min(size.columns - 4, WIDEST);
  const roomy = size.rows >= 24;
  const two = view.lessons.length * (roomy ? 3 : 2) + 8 <= size.rows || !roomy;
  const starry = view.lessons.some(({ stars }) => stars !== null);
  const rows = view.lessons.map((lesson, i) => lessonLines(lesson, i === view.index, columns, two, starry));
  const intro = [
    '',
    ...wrap(
      'Build a Linux container by hand, in six steps, on this kernel. Every line you will see is what the kernel answered.',
      columns,
    ),
    '',
  ];
  const gap = two && roomy ? [''] : [];
  const blocks = rows.map(lines => [...lines, ...gap]);
  const chosen = view.lessons[view.index];
  const detail = chosen ? objectives(chosen, columns) : [];
  const room = size.rows - intro.length;
  const list = keepInView(blocks, view.index, room);
  const rest = room - list.length;
  const below = detail.length + 1 <= rest ? [...(gap.length > 0 ? [] : ['']), ...detail] : [];
  return windowOf([...intro, ...list, ...below], 0, size.rows).map(line => (line === '' ? '' : `  ${line}`));
}

function lessonLines(lesson: MenuLesson, chosen: boolean, columns: number, two: boolean, starry: boolean): string[] {
  const state = lesson.progress === null ? { text: '', paint: theme.quiet } : STATES[lesson.progress];
  const stars = starry ? starsCell(lesson.stars) : '';
  const title = cell(oneLine(lesson.title), columns - STATE - MINUTES - 7 - (starry ? STARS : 0));
  const first = `${chosen ? theme.focus(mark.chosen) : ' '} ${cell(lessonNumber(lesson.id), 2, 'right')}  ${chosen ? theme.focus(title) : theme.title(title)}${theme.quiet(cell(`${lesson.minutes} min`, MINUTES, 'right'))}${stars}  ${state.paint(cell(state.text, STATE))}`;
  const line = cut(oneLine(lesson.objectives[0] ?? ''), columns - 6);
  return two ? [first, `      ${theme.quiet(line)}`] : [first];
}

function starsCell(won: Stars | null): string {
  if (won === null) return ' '.repeat(STARS);
  const { stars, of } = won;
  const symbols = of > COUNTED ? mark.star : starSymbols(won);
  const paint = stars > 0 ? theme.star : theme.quiet;
  return `  ${paint(cell(`${symbols} ${stars} of ${of}`, STARS - 2))}`;
}

function objectives(lesson: MenuLesson, columns: number): string[] {
  const lines = lesson.objectives.flatMap(o =>
    wrap(oneLine(o), columns - 8).map((line, i) => `${i === 0 ? theme.accent('•') : ' '} ${line}`),
  );
  return [theme.accent(`After lesson ${lessonNumber(lesson.id)} you can`), ...lines].map(line => `      ${line}`);
}

/** As many whole blocks as fit, the chosen one among them. */
function keepInView(blocks: string[][], chosen: number, room: number): string[] {
  let first = 0;
  const height = (from: number) => blocks.slice(from, chosen + 1).reduce((sum, b) => sum + b.length, 0);
  while (first < chosen && height(first) > room) first++;
  const lines = blocks.slice(first).flat();
  return lines.slice(0, room);
}
