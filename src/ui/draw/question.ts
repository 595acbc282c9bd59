/** Questions: what is asked and the choices, and after the kernel has spoken what it said. */
import type { QuestionStep } from '../../lesson/lesson.ts';
import { unjudgedSentence } from '../../session/sentences/answers.ts';
import type { AnswerState } from '../../session/state.ts';
import type { MarkdownRenderer } from '../text/markdown.ts';
import { oneLine, wrap } from '../text/text.ts';
import { mark, type Paint, theme } from '../text/theme.ts';
import { heading } from './pane.ts';
import { marked, rich } from './prose.ts';

/** Said at a question, quietly: an answer is wanted first, or one is locked in already. */
export type Notice = 'answer first' | 'locked in';

export interface QuestionView {
  question: QuestionStep;
  answer: AnswerState | null;
  /** The choice that the arrows are on. */
  chosen: number | null;
  notice: Notice | null;
  /** Title of the action that judges it; null: it is judged at once. */
  judgedBy: string | null;
  /** Null until loaded. */
  markdown: MarkdownRenderer | null;
}

/** Mark, letter and blanks before the text of a choice. */
const BEFORE = 6;

/** The question with its choices; once judged, each choice says why. */
export function questionLines(view: QuestionView, columns: number): string[] {
  return [
    ...rich(view.markdown, view.question.question, columns).map(line => theme.title(line)),
    '',
    ...choiceLines(view, columns, view.chosen),
  ];
}

/** What the learner can do now, or how it came out: one or two lines that are always visible. */
export function questionStatus(view: QuestionView, columns: number): string[] {
  const { question, answer, notice } = view;
  if (answer === null)
    return notice === 'answer first'
      ? marked(theme.cause(mark.alert), 'answer first (or s to skip)', columns, theme.cause)
      : marked(' ', openText(view), columns, theme.quiet);
  if (answer.judged !== null)
    return [
      ...verdict(question, answer, columns),
      ...(notice === 'locked in' ? marked(' ', 'it is judged: nothing can be changed now', columns, theme.quiet) : []),
    ];
  const letter = lettersOf(question, [answer.choice ?? '']);
  const said = notice === 'locked in' ? `${letter} stays: it is locked in and` : `locked in: ${letter},`;
  return marked(theme.accent(mark.chosen), `${said} judged after ${titleOf(view)}`, columns);
}

/** On the action's card: the prediction before it, and after it ran how it came out. */
export function predictionLines(view: QuestionView, done: boolean, columns: number): string[] {
  const { question, answer, markdown } = view;
  if (!done)
    return answer?.choice == null
      ? []
      : marked(theme.accent(mark.chosen), `your prediction: ${chosenText(question, answer.choice)}`, columns);
  if (answer === null || answer.judged === null) return [];
  return [
    '',
    heading(answer.choice === null ? 'The question you skipped' : 'Your prediction'),
    ...rich(markdown, question.question, columns).map(line => theme.title(line)),
    ...verdict(question, answer, columns),
    '',
    ...choiceLines(view, columns, null),
  ];
}

function openText(view: QuestionView): string {
  return view.question.before === null
    ? 'one answer: it is judged at once'
    : `one answer: it is judged after ${titleOf(view)}`;
}

function titleOf({ judgedBy }: QuestionView): string {
  return `“${oneLine(judgedBy ?? 'the step')}”`;
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
      theme.cause(mark.alert),
      `your kernel differs: the author expected ${lettersOf(question, expected)}`,
      columns,
      theme.cause,
    ),
    ...(evidence === '' ? [] : marked(' ', `the kernel shows: ${evidence}`, columns)),
  ];
}

function choiceLines({ question, answer, markdown }: QuestionView, columns: number, chosen: number | null): string[] {
  const judged = answer?.judged ?? null;
  return question.choices.flatMap((choice, i) => {
    const mine = answer?.choice === choice.id;
    const sign = judged ? signOf(judged.right.includes(choice.id), mine) : mine || i === chosen ? mark.chosen : ' ';
    const paint = paintOf(judged?.right.includes(choice.id) ?? null, mine, i === chosen);
    const own = mine ? ' (your answer)' : '';
    const text = rich(markdown, choice.text, columns - BEFORE);
    const lines = wrap(`${text.join('\n')}${own}`, columns - BEFORE).map((line, n) =>
      n === 0 ? `${paint(`${sign} `)}${theme.key(letterAt(i))}  ${paint(line)}` : `${' '.repeat(5)}${paint(line)}`,
    );
    if (judged === null) return lines;
    const reads = mine || judged.right.includes(choice.id) ? theme.plain : theme.quiet;
    const why = rich(markdown, choice.why, columns - BEFORE).map(line => `${' '.repeat(5)}${reads(line)}`);
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

/** The key of a choice is its place: a, b, c … */
export function letterAt(index: number): string {
  return String.fromCharCode(97 + index);
}

/** `b`, or `a or c`. */
function lettersOf(question: QuestionStep, ids: readonly string[]): string {
  const letters = question.choices.flatMap((choice, i) => (ids.includes(choice.id) ? [letterAt(i)] : []));
  return letters.length > 0 ? letters.join(' or ') : 'none of them';
}
