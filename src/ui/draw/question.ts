/** Questions: what is asked and the choices, and after the kernel has spoken what it said. */
import type { QuestionStep } from '../../lesson/lesson.ts';
import { unjudgedSentence } from '../../session/sentences/answers.ts';
import type { AnswerState } from '../../session/state.ts';
import { currentLesson, type Model } from '../state/model.ts';
import { answerOf, letterAt, lettersOf, stageOf } from '../state/question.ts';
import { oneLine, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import { heading } from './pane.ts';

/** Mark, letter and blanks before the text of a choice. */
const BEFORE = 6;

/** The question with its choices; once judged, each choice says why. */
export function questionLines(model: Model, question: QuestionStep, columns: number): string[] {
  const chosen = stageOf(model, question) === 'open' ? model.view.choice : null;
  return [
    ...rich(model, question.question, columns).map(line => theme.title(line)),
    '',
    ...choiceLines(model, question, columns, chosen),
  ];
}

/** What the learner can do now, or how it came out: one or two lines that are always visible. */
export function questionStatus(model: Model, question: QuestionStep, columns: number): string[] {
  const answer = answerOf(model, question);
  const { notice } = model.view;
  if (answer === null)
    return notice === 'answer first'
      ? marked(theme.cause(mark.fresh), 'answer first (or s to skip)', columns, theme.cause)
      : marked(' ', openText(model, question), columns, theme.quiet);
  if (answer.judged !== null)
    return [
      ...verdict(question, answer, columns),
      ...(notice === 'locked in' ? marked(' ', 'it is judged: nothing can be changed now', columns, theme.quiet) : []),
    ];
  const letter = lettersOf(question, [answer.choice ?? '']);
  const said = notice === 'locked in' ? `${letter} stays: it is locked in and` : `locked in: ${letter},`;
  return marked(theme.accent(mark.chosen), `${said} judged after ${titleOfAction(model, question)}`, columns);
}

/** On the action's card: the prediction before it, and after it ran how it came out. */
export function predictionLines(model: Model, question: QuestionStep, done: boolean, columns: number): string[] {
  const answer = answerOf(model, question);
  if (!done)
    return answer?.choice == null
      ? []
      : marked(theme.accent(mark.chosen), `your prediction: ${chosenText(question, answer.choice)}`, columns);
  if (answer === null || answer.judged === null) return [];
  return [
    '',
    heading(answer.choice === null ? 'The question you skipped' : 'Your prediction'),
    ...rich(model, question.question, columns).map(line => theme.title(line)),
    ...verdict(question, answer, columns),
    '',
    ...choiceLines(model, question, columns, null),
  ];
}

function openText(model: Model, question: QuestionStep): string {
  return question.before === null
    ? 'one answer: it is judged at once'
    : `one answer: it is judged after ${titleOfAction(model, question)}`;
}

function titleOfAction(model: Model, question: QuestionStep): string {
  const action = currentLesson(model)?.steps.find(s => s.id === question.before);
  return `“${oneLine(action?.title ?? 'the step')}”`;
}

function chosenText(question: QuestionStep, id: string): string {
  const text = question.choices.find(c => c.id === id)?.text ?? '';
  return `${lettersOf(question, [id])}  ${oneLine(text.replaceAll('`', ''))}`;
}

/** The right ones are what the kernel holds for right, not what the author expected. */
function verdict(question: QuestionStep, answer: AnswerState, columns: number): string[] {
  const { judged } = answer;
  if (judged === null) return [];
  const right = lettersOf(question, judged.right);
  const said =
    judged.correct === null
      ? marked(theme.quiet(mark.open), `the answer is ${right}`, columns)
      : judged.correct
        ? marked(theme.good(mark.good), 'right', columns, theme.good)
        : marked(theme.bad(mark.bad), `not so: the answer is ${right}`, columns, theme.bad);
  if (judged.unjudged !== undefined)
    return [...said, ...marked(' ', oneLine(unjudgedSentence(judged.unjudged)), columns)];
  return judged.kernelDiffers ? [...said, ...differs(question, judged.evidence, columns)] : said;
}

function differs(question: QuestionStep, evidence: string, columns: number): string[] {
  const expected = question.choices.filter(c => c.correct).map(c => c.id);
  return [
    ...marked(
      theme.cause(mark.fresh),
      `your kernel differs: the author expected ${lettersOf(question, expected)}`,
      columns,
      theme.cause,
    ),
    ...(evidence === '' ? [] : marked(' ', `the kernel shows: ${evidence}`, columns)),
  ];
}

function choiceLines(model: Model, question: QuestionStep, columns: number, chosen: number | null): string[] {
  const answer = answerOf(model, question);
  const judged = answer?.judged ?? null;
  return question.choices.flatMap((choice, i) => {
    const mine = answer?.choice === choice.id;
    const sign = judged ? signOf(judged.right.includes(choice.id), mine) : mine || i === chosen ? mark.chosen : ' ';
    const paint = paintOf(judged?.right.includes(choice.id) ?? null, mine, i === chosen);
    const own = mine ? ' (your answer)' : '';
    const text = rich(model, choice.text, columns - BEFORE);
    const lines = wrap(`${text.join('\n')}${own}`, columns - BEFORE).map((line, n) =>
      n === 0 ? `${paint(`${sign} `)}${theme.key(letterAt(i))}  ${paint(line)}` : `${' '.repeat(5)}${paint(line)}`,
    );
    if (judged === null) return lines;
    const reads = mine || judged.right.includes(choice.id) ? theme.plain : theme.quiet;
    const why = rich(model, choice.why, columns - BEFORE).map(line => `${' '.repeat(5)}${reads(line)}`);
    return [...(i === 0 ? [] : ['']), ...lines, ...why];
  });
}

function signOf(right: boolean, mine: boolean): string {
  if (right) return mark.good;
  return mine ? mark.bad : mark.open;
}

function paintOf(right: boolean | null, mine: boolean, chosen: boolean): Paint {
  if (right === true) return theme.good;
  if (right === false && mine) return theme.bad;
  return mine || chosen ? theme.focus : theme.plain;
}

/** A sentence of the author's: code and stress are drawn, as in the prose. */
export function rich(model: Model, text: string, columns: number): string[] {
  const lines = model.markdown?.(text, columns) ?? [];
  return lines.length > 0 ? lines : wrap(oneLine(text), columns);
}

/** A text with a sign before its first line, the others indented below it. */
export function marked(sign: string, text: string, columns: number, paint: Paint = theme.plain): string[] {
  return wrap(oneLine(text), columns - 2).map((line, i) => `${i === 0 ? sign : ' '} ${paint(line)}`);
}
