/** Questions as text: letters before the choices, and after the verdict every choice's why. */
import type { Choice, Lesson, QuestionStep } from '../lesson/lesson.ts';
import { printable } from '../protocol/printable.ts';
import type { EventOf } from '../session/events.ts';
import { unjudgedSentence } from '../session/sentences/answers.ts';
import type { Session } from '../session/session.ts';

import { prose } from './prose.ts';

export const ANSWER_FIRST = 'answer first with a letter (or s to skip)';

/** The question of the present step and its letter keys; null at any other step. `open`: it waits for an answer. */
export function questionHere(session: Session): { lesson: Lesson; question: QuestionStep; open: boolean } | null {
  const { lesson: lessonId, step: stepId, answers } = session.getState();
  const lesson = session.lessons.find(l => l.id === lessonId);
  const question = lesson?.steps.find(s => s.id === stepId);
  if (!lesson || question?.type !== 'question') return null;
  return { lesson, question, open: answers[`${lesson.id}/${question.id}`] === undefined };
}

/** The choice of a typed letter. */
export function choiceOf(question: QuestionStep, word: string): Choice | undefined {
  return word.length === 1 ? question.choices[word.toLowerCase().charCodeAt(0) - 97] : undefined;
}

export function questionText(lesson: Lesson, question: QuestionStep): string[] {
  const last = letterAt(question.choices.length - 1);
  const action = lesson.steps.find(s => s.id === question.before);
  const when = action ? `it is judged after "${action.title}"` : 'it is judged at once';
  return [
    '',
    `Question: ${said(question.question)}`,
    ...question.choices.map((choice, i) => `  ${letterAt(i)}) ${said(choice.text)}`),
    `Type a letter, a to ${last}: ${when}. s skips, back goes back.`,
  ];
}

/** Once the answer is locked in and still to be judged. */
export function lockedText(lesson: Lesson, question: QuestionStep, choice: Choice): string[] {
  const action = lesson.steps.find(s => s.id === question.before);
  const letter = lettersOf(question, [choice.id]);
  return action ? [`locked in: ${letter}. It is judged after "${action.title}". Enter goes on.`] : [];
}

export function verdictText(question: QuestionStep, event: EventOf<'judged'>): string[] {
  const right = lettersOf(question, event.right);
  const yours = event.choice === null ? 'no answer' : `your answer ${lettersOf(question, [event.choice])}`;
  const verdict =
    event.correct === null ? `the answer is ${right}` : event.correct ? 'right' : `not so, the answer is ${right}`;
  const expected = question.choices.filter(c => c.correct).map(c => c.id);
  return [
    '',
    `Question: ${said(question.question)}`,
    `  ${yours}: ${verdict}`,
    ...(event.unjudged === undefined ? [] : [`  ${printable(unjudgedSentence(event.unjudged))}`]),
    ...(event.kernelDiffers
      ? [
          `  your kernel differs: the author expected ${lettersOf(question, expected)}`,
          `  the kernel shows: ${printable(event.evidence)}`,
        ]
      : []),
    ...question.choices.flatMap((choice, i) => [
      `  ${event.right.includes(choice.id) ? 'right ' : 'not so'} ${letterAt(i)}) ${said(choice.text)}`,
      `            ${said(choice.why)}`,
    ]),
  ];
}

/** On one line, without marks. */
function said(text: string): string {
  return prose(text).join(' ');
}

function letterAt(index: number): string {
  return String.fromCharCode(97 + index);
}

function lettersOf(question: QuestionStep, ids: readonly string[]): string {
  const letters = question.choices.flatMap((choice, i) => (ids.includes(choice.id) ? [letterAt(i)] : []));
  return letters.length > 0 ? letters.join(' or ') : 'none of them';
}
