/** An action in the lesson pane: what it does and what must then hold; after it ran, what did. */
import type { ActionStep } from '../../lesson/lesson.ts';
import { refusalSentences, skippedSentence } from '../../session/sentences/steps.ts';
import type { StepResult } from '../../session/state.ts';
import { isExperiment } from '../../words/cast.ts';
import { oneLine, wrap, wrapCode } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { opText, type Paths } from './ops.ts';
import { heading } from './pane.ts';
import { marked } from './prose.ts';
import { predictionLines, type QuestionView } from './question.ts';

export interface CardView {
  step: ActionStep;
  /** Null before anything is known. */
  result: StepResult | null;
  /** It is being carried out. */
  running: boolean;
  /** Of a recording: nothing can be carried out. */
  recorded: boolean;
  paths: Paths;
  /** Predictions that it judges. */
  predictions: readonly QuestionView[];
}

interface Card {
  ask: string[];
  doing: string[];
  shows: string[];
}

/** `told`: what was said during the step, below its claims. */
export function stepCard(view: CardView, told: string[], columns: number): Card {
  const { step, result, predictions } = view;
  const done = hasRun(view);
  const skipped = Boolean(result?.skipped);
  const scratch = isExperiment(step.scope) ? ' (on a throw-away process)' : '';
  return {
    ask: ['', ...(done ? [] : predictions.flatMap(q => predictionLines(q, false, columns)))],
    doing: [...wrap(doingText(view) + scratch, columns).map(heading), ...opLines(view, done || skipped, columns)],
    shows: [
      ...(skipped ? [] : [heading(done ? 'What the kernel shows' : 'Then this must hold')]),
      ...claimLines(step, result, columns),
      ...told,
    ],
  };
}

/** Predictions that this action judges, once it has run. */
export function judgedPredictions(view: CardView, columns: number): string[] {
  return hasRun(view) ? view.predictions.flatMap(q => predictionLines(q, true, columns)) : [];
}

export function hasRun({ result }: CardView): boolean {
  return result !== null && result.ok !== null;
}

function doingText(view: CardView): string {
  const { result, running, recorded } = view;
  if (running) return 'This step is being carried out';
  if (result?.ok === false || result?.refused) return 'This was tried, and not all of it succeeded';
  if (hasRun(view)) return 'This step has done';
  if (result?.skipped) return 'This was not carried out';
  return recorded ? 'Recorded: this was carried out' : 'Enter carries out';
}

function opLines({ step, paths }: CardView, over: boolean, columns: number): string[] {
  const sign = over ? theme.quiet(mark.open) : theme.accent(mark.todo);
  return step.do.flatMap(op =>
    wrapCode(opText(op, paths), columns - 2, 2).map((line, i) => `${i > 0 ? ' ' : sign} ${line}`),
  );
}

function claimLines(step: ActionStep, result: StepResult | null, columns: number): string[] {
  if (result?.skipped) return marked(theme.bad(mark.skipped), oneLine(skippedSentence(result.skipped)), columns);
  if (result === null || result.expects.length === 0)
    return [...step.expect, ...step.unchanged].flatMap(e => marked(theme.quiet(mark.open), e.says, columns));
  const { refused } = result;
  return [
    ...(refused ? refusalLines(refused, columns) : []),
    ...result.expects.flatMap(e => claim(e, refused !== undefined, columns)),
  ];
}

function refusalLines(refused: NonNullable<StepResult['refused']>, columns: number): string[] {
  const [what, ...rest] = refusalSentences(refused);
  return [marked(theme.cause(mark.refused), what, columns), ...rest.map(line => marked(' ', line, columns))].flat();
}

function claim(e: StepResult['expects'][number], told: boolean, columns: number): string[] {
  if (e.ok === null)
    return [
      ...marked(theme.quiet(mark.refused), e.text, columns, theme.quiet),
      ...(told ? [] : marked(' ', `cannot be judged, for the kernel refused: ${oneLine(e.got)}`, columns, theme.quiet)),
    ];
  return [
    ...marked(e.ok ? theme.good(mark.good) : theme.bad(mark.bad), e.text, columns, e.ok ? theme.plain : theme.bad),
    ...(e.ok ? [] : marked(' ', `the kernel shows: ${oneLine(e.got)}`, columns, theme.bad)),
  ];
}
