/** The glossary in a box: the terms above, what the chosen one means below. */
import type { GlossaryTerm } from '../../lesson/lists.ts';
import { cell, oneLine, windowOf, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';

export interface GlossaryView {
  list: 'step' | 'all';
  /** What was typed to find a term. */
  filter: string;
  /** The chosen one of `terms`. */
  index: number;
  /** In the list. */
  terms: readonly GlossaryTerm[];
  /** How many there are in all. */
  all: number;
  /** Numbers of the lessons in which the chosen one is used. */
  lessons: readonly string[];
}

/** Lines for the meaning, whatever is chosen: the box keeps its size while one goes through the list. */
const MEANING = 4;
/** Terms shown at once at most. */
const LONGEST = 14;
/** The line one types into, and the blank below it. */
const FILTER = 2;

export function glossaryLines(view: GlossaryView, inner: number, room: number): string[] {
  const { terms, index } = view;
  const all = view.list === 'all';
  const typed = `${theme.quiet('find:')} ${oneLine(view.filter)}${theme.focus('▏')}`;
  const filter = all ? [view.filter === '' ? `${typed} ${theme.quiet('type a few letters')}` : typed, ''] : [];
  const most = Math.min(LONGEST, Math.max(1, room - MEANING - 1 - (all ? FILTER : 0)));
  const height = all ? Math.min(most, view.all) : Math.min(most, Math.max(1, terms.length));
  const first = Math.max(0, Math.min(index - Math.floor(height / 2), terms.length - height));
  const names = terms.map((term, i) =>
    i === index
      ? `${theme.focus(mark.chosen)} ${theme.focus(cell(oneLine(term.term), inner - 2))}`
      : `  ${oneLine(term.term)}`,
  );
  const none = [theme.quiet(all ? 'no term has these letters' : 'no term of the glossary is in this text')];
  const chosen = terms[index];
  return [
    ...filter,
    ...windowOf(terms.length > 0 ? names : none, first, height),
    theme.rule('─'.repeat(inner)),
    ...windowOf(chosen ? meaning(chosen, view.lessons, inner) : [], 0, MEANING),
  ];
}

/** `3 of 12` at the foot of the box. */
export function glossaryNote({ terms, index }: GlossaryView): string {
  return terms.length > 0 ? `${index + 1} of ${terms.length}` : '';
}

function meaning(term: GlossaryTerm, lessons: readonly string[], inner: number): string[] {
  const where = lessons.map(number => `lesson ${number}`).join(', ');
  return [
    ...wrap(oneLine(term.text), inner),
    ...(where === '' ? [] : wrap(where, inner).map(line => theme.quiet(line))),
  ];
}
