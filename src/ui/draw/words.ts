/** The glossary in a box: the terms above, what the chosen one means below. */
import { searchTerms } from '../../lesson/term-search.ts';
import type { GlossaryTerm } from '../../lesson/words.ts';
import { currentLesson, currentStep, type Model } from '../state/model.ts';
import type { Overlay } from '../state/view.ts';
import { termsOf } from '../text/terms.ts';
import { cell, oneLine, windowOf, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { lessonNumber } from './header.ts';

type Words = Overlay & { kind: 'words' };

/** Lines for the meaning, whatever is chosen: the box keeps its size while one goes through the list. */
const MEANING = 4;
/** Terms shown at once at most. */
const LONGEST = 14;
/** The line one types into, and the blank below it. */
const FILTER = 2;

/** The terms in the list, in the order of the list. */
export function listedTerms(model: Model, { list, filter }: Pick<Words, 'list' | 'filter'>): GlossaryTerm[] {
  return list === 'all' ? searchTerms(filter, model.glossary) : stepTerms(model);
}

/** Terms that the text of the step (of the first one: of the lesson's introduction too) or its question uses. */
export function stepTerms(model: Model): GlossaryTerm[] {
  const lesson = currentLesson(model);
  const step = currentStep(model);
  if (!lesson || !step) return [];
  const parts = [lesson.steps[0] === step ? lesson.intro : '', step.text];
  if (step.type === 'question') parts.push(step.question, ...step.choices.map(c => c.text));
  if (step.type === 'action') parts.push(step.ask ?? '');
  return termsOf(parts.join('\n\n'), model.glossary);
}

export function wordsLines(model: Model, overlay: Words, inner: number, room: number): string[] {
  const terms = listedTerms(model, overlay);
  const all = overlay.list === 'all';
  const typed = `${theme.quiet('find:')} ${oneLine(overlay.filter)}${theme.focus('▏')}`;
  const filter = all ? [overlay.filter === '' ? `${typed} ${theme.quiet('type a few letters')}` : typed, ''] : [];
  const most = Math.min(LONGEST, Math.max(1, room - MEANING - 1 - (all ? FILTER : 0)));
  const height = all ? Math.min(most, model.glossary.length) : Math.min(most, Math.max(1, terms.length));
  const first = Math.max(0, Math.min(overlay.index - Math.floor(height / 2), terms.length - height));
  const names = terms.map((term, i) =>
    i === overlay.index
      ? `${theme.focus(mark.chosen)} ${theme.focus(cell(oneLine(term.term), inner - 2))}`
      : `  ${oneLine(term.term)}`,
  );
  const none = [theme.quiet(all ? 'no term has these letters' : 'no term of the glossary is in this text')];
  const chosen = terms[overlay.index];
  return [
    ...filter,
    ...windowOf(terms.length > 0 ? names : none, first, height),
    theme.rule('─'.repeat(inner)),
    ...windowOf(chosen ? meaning(model, chosen, inner) : [], 0, MEANING),
  ];
}

/** `3 of 12` at the foot of the box. */
export function wordsNote(model: Model, overlay: Words): string {
  const { length } = listedTerms(model, overlay);
  return length > 0 ? `${overlay.index + 1} of ${length}` : '';
}

function meaning(model: Model, term: GlossaryTerm, inner: number): string[] {
  const lessons = model.lessons.filter(l => term.lessons.some(n => Number(n) === Number(lessonNumber(l.id))));
  const where = lessons.map(l => `lesson ${lessonNumber(l.id)}`).join(', ');
  return [
    ...wrap(oneLine(term.text), inner),
    ...(where === '' ? [] : wrap(where, inner).map(line => theme.quiet(line))),
  ];
}
