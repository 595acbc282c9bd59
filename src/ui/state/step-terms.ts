/** Terms of the glossary: those of a step, and those in the list that is open. Pure. */

import type { GlossaryTerm } from '../../lesson/lists.ts';
import { searchTerms } from '../../lesson/term-search.ts';
import { termsOf } from '../text/terms.ts';
import { currentLesson, currentStep, type Model } from './model.ts';
import type { Overlay } from './view.ts';

/** The terms in the list, in the order of the list. */
export function listedTerms(
  model: Model,
  { list, filter }: Pick<Overlay & { kind: 'glossary' }, 'list' | 'filter'>,
): readonly GlossaryTerm[] {
  return list === 'all' ? searchTerms(filter, model.glossary) : termsOfStep(model);
}

/** Terms that the text of the step (of the first one: of the lesson's introduction too) or its question uses. */
export function termsOfStep(model: Model): GlossaryTerm[] {
  const lesson = currentLesson(model);
  const step = currentStep(model);
  if (!lesson || !step) return [];
  const parts = [lesson.steps[0] === step ? lesson.intro : '', step.text];
  if (step.type === 'question') parts.push(step.question, ...step.choices.map(c => c.text));
  if (step.type === 'action') parts.push(step.ask ?? '');
  return termsOf(parts.join('\n\n'), model.glossary);
}
