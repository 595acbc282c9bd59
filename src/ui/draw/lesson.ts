/** The lesson pane: prose that scrolls, and below it what this step does and whether what it promised holds. */
import type { Trouble } from '../../observe/undo.ts';
import { columnsOf, cutWords, oneLine, wrap } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { type ChallengeView, challengeParts } from './challenge.ts';
import type { Size } from './layout.ts';
import { askLines, type LessonTextView, textLines } from './lesson-text.ts';
import { type AppEnd, machineLines, noteLines } from './notes.ts';
import { type LessonParts, type PaneText, scrolled } from './pane.ts';
import { type QuestionView, questionLines, questionStatus } from './question.ts';
import { type CardView, hasRun, judgedPredictions, stepCard } from './step-card.ts';

export interface LessonView {
  /** Null before there is one. */
  step: StepView | null;
  /** The steps before it are being carried out. */
  working: boolean;
  scroll: number;
  /** The pane is the chosen one. */
  chosen: boolean;
  /** A terminal has the keyboard. */
  typing: boolean;
}

export interface StepView {
  title: string;
  /** `Predict: `, where the step is of a kind that is called so. */
  kind: string;
  /** Its place in the lesson, from 1. */
  number: number;
  of: number;
  text: LessonTextView;
  /** Sentences that came during the step. */
  notes: readonly string[];
  /** How the app ended; null: it has not. */
  appEnd: AppEnd | null;
  /** What is not as it was on the machine itself. */
  machine: readonly Trouble[];
  body:
    | { type: 'read' }
    | { type: 'question'; question: QuestionView }
    | { type: 'action'; card: CardView }
    | { type: 'challenge'; challenge: ChallengeView };
}

/** Columns of a note such as `25/28↓` beside the title. */
const NOTE = 7;

export function lessonPane(view: LessonView, size: Size): PaneText {
  const { step } = view;
  if (!step) return emptyPane(view, size);
  const { document, pinned } = stepParts(step, size);
  const shown = scrolled(document, view.scroll, Math.max(0, size.rows - pinned.length));
  const room = size.columns - columnsOf(shown.note) - 6;
  return {
    title: cutWords(titleText(step, room), room),
    note: shown.note,
    lines: [...shown.lines, ...pinned],
    focused: view.chosen && !view.typing,
  };
}

function emptyPane({ working, chosen }: LessonView, { columns }: Size): PaneText {
  const wait = 'the steps before this one are being carried out …';
  return {
    title: 'Lesson',
    lines: working ? wrap(wait, columns).map(line => theme.quiet(line)) : [],
    focused: chosen,
  };
}

/** What scrolls, and what stays below it. */
export function lessonParts({ step }: LessonView, size: Size): LessonParts {
  return step ? stepParts(step, size) : { document: [], pinned: [], outcome: 0 };
}

function stepParts(step: StepView, size: Size): LessonParts {
  const parts = partsBelowTitle(step, size);
  const note = parts.document.length > size.rows - parts.pinned.length ? NOTE : 0;
  const room = size.columns - note - 6;
  // gone to, it is at the top of the pane: not with a blank line
  if (parts.document[parts.outcome] === '') parts.outcome += 1;
  if (columnsOf(titleText(step, room)) <= room) return parts;
  const title = [...wrap(oneLine(step.title), size.columns).map(line => theme.title(line)), ''];
  return { ...parts, document: [...title, ...parts.document], outcome: parts.outcome + title.length };
}

/** `3/16 · Predict: How many files?`; where both do not fit, the kind is what the step itself tells again. */
function titleText({ title, kind, number, of }: StepView, room: number): string {
  const text = (before: string) => `${number}/${of} · ${before}${oneLine(title)}`;
  return columnsOf(text(kind)) <= room ? text(kind) : text('');
}

/** What is not as it was on the machine itself stays in view, whatever the step. */
function partsBelowTitle(step: StepView, size: Size): LessonParts {
  const machine = machineLines(step.machine, size.columns);
  const parts = partsOfStep(step, { ...size, rows: size.rows - machine.length });
  return { ...parts, pinned: [...machine, ...parts.pinned] };
}

function partsOfStep({ text: written, body, notes, appEnd }: StepView, size: Size): LessonParts {
  const text = [...askLines(written, size.columns), ...textLines(written, size.columns)];
  const told = noteLines(notes, appEnd, size.columns);
  switch (body.type) {
    case 'question':
      return questionParts(body.question, text, told, size.columns);
    case 'challenge':
      return challengeParts(body.challenge, [...text, ...noteLines(notes, null, size.columns)], size);
    case 'action':
      return actionParts(body.card, text, told, size);
    default:
      return besideText(text, told, told, [], size);
  }
}

function actionParts(card: CardView, text: string[], told: string[], size: Size): LessonParts {
  const { ask, doing, shows } = stepCard(card, told, size.columns);
  const predictions = judgedPredictions(card, size.columns);
  const whole = [...ask, ...doing, ...shows];
  // once it has run, what came out is looked for first, not what was done
  const long = hasRun(card) ? [...ask, ...shows, ...predictions, ...doing] : whole;
  return besideText(text, whole, long, predictions, size);
}

/** `whole` stays in view where it takes less than half; else the text ends with it, in the order of `long`. */
function besideText(text: string[], whole: string[], long: string[], below: string[], size: Size): LessonParts {
  const pinned = whole.length <= size.rows / 2;
  return { document: [...text, ...(pinned ? below : long)], pinned: pinned ? whole : [], outcome: text.length };
}

/** The question is part of the text; what can be done about it stays visible. */
function questionParts(view: QuestionView, text: string[], told: string[], columns: number): LessonParts {
  const gap = text.length > 0 ? [''] : [];
  return {
    document: [...text, ...gap, ...questionLines(view, columns)],
    pinned: ['', ...questionStatus(view, columns), ...told],
    outcome: text.length + gap.length,
  };
}
