/** A step as text, before it runs; and a term of the glossary. */
import type { Lesson, Step } from '../lesson/lesson.ts';
import type { GlossaryTerm } from '../lesson/lists.ts';
import { lookUp } from '../lesson/term-search.ts';
import { byHandLine } from '../session/by-hand.ts';
import { scopePhrase } from '../session/sentences/steps.ts';
import type { SessionState } from '../session/state.ts';
import { challengeText } from './challenge.ts';
import { prose } from './prose.ts';
import { questionText } from './question.ts';

/** Of `? TERM`, when the word is part of many. */
const MOST_TERMS = 5;

/** Prose, the ops to come, the same by hand; the question or the task. `terminal`: a shell can be opened from here. */
export function stepText(lesson: Lesson, step: Step, state: SessionState, terminal = false): string[] {
  const intro = lesson.steps[0] === step && lesson.intro !== '' ? [...prose(lesson.intro), ''] : [];
  const where = step.type === 'action' ? scopePhrase(step.scope) : '';
  // before the text that answers it
  const ask = step.type === 'action' && step.ask !== undefined ? [`Break it: ${prose(step.ask).join(' ')}`, ''] : [];
  const lines = ['', `Step ${lesson.id}/${step.id}${where}: ${step.title}`, '', ...intro, ...ask, ...prose(step.text)];
  if (step.type === 'question') lines.push(...questionText(lesson, step));
  if (step.type === 'challenge') lines.push(...challengeText(step, terminal));
  if (step.type === 'action') {
    lines.push(
      '',
      'This step will do:',
      ...step.do.map(
        ({ op, args }) =>
          `  ${[op, ...Object.entries(args).map(([k, v]) => `${k}=${Array.isArray(v) ? v.join(',') : v}`)].join(' ')}`,
      ),
    );
    const byHand = step.byHand.flatMap(line => byHandLine(line, state) ?? []);
    if (byHand.length > 0) lines.push('By hand, in another terminal:', ...byHand.map(line => `  ${line}`));
  }
  return lines;
}

export function termText(wanted: string, glossary: readonly GlossaryTerm[]): string[] {
  const found = lookUp(wanted, glossary);
  if (found.length === 0) return [`the glossary has no term '${wanted.trim()}'`];
  const more = found.length > MOST_TERMS ? [`and ${found.length - MOST_TERMS} more`] : [];
  return [...found.slice(0, MOST_TERMS).map(term => `${term.term}: ${term.text}`), ...more];
}
