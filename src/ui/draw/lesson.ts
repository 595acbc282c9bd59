/** The lesson pane: prose that scrolls, and below it what this step does and whether what it promised holds. */
import type { ActionStep, Lesson, QuestionStep, Step } from '../../lesson/lesson.ts';
import { happenedText } from '../../observe/undo.ts';
import { endSentences } from '../../session/sentences/programs.ts';
import { refusalSentences, skippedSentence } from '../../session/sentences/steps.ts';
import type { StepResult } from '../../session/state.ts';
import { appOf } from '../../session/state-queries.ts';
import { currentLesson, currentStep, type Model } from '../state/model.ts';
import { questionsBefore } from '../state/question.ts';
import type { Size } from '../state/view.ts';
import { columnsOf, cutWords, oneLine, wrap, wrapCode } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { challengeParts } from './challenge.ts';
import { byHandLines, commandLines, opText } from './ops.ts';
import { heading, type PaneText, scrolled } from './pane.ts';
import { marked, predictionLines, questionLines, questionStatus, rich } from './question.ts';

/** Columns of a note such as `25/28↓` beside the title. */
const NOTE = 7;

export interface LessonParts {
  /** Scrolls. */
  document: string[];
  /** Stays at the bottom; empty where it would take more than half: then it is the end of the document. */
  pinned: string[];
  /** Line of the document to be taken to when something has come out: a result, a verdict. */
  outcome: number;
}

export function lessonPane(model: Model, size: Size): PaneText {
  const lesson = currentLesson(model);
  const step = currentStep(model);
  if (!lesson || !step)
    return {
      title: 'Lesson',
      lines: model.working
        ? wrap('the steps before this one are being carried out …', size.columns).map(line => theme.quiet(line))
        : [],
      focused: model.view.pane === 'lesson',
    };
  const { document, pinned } = lessonParts(model, size);
  const view = scrolled(document, model.view.scroll.lesson, Math.max(0, size.rows - pinned.length));
  const room = size.columns - columnsOf(view.note) - 6;
  return {
    title: cutWords(titleText(lesson, step, room), room),
    note: view.note,
    lines: [...view.lines, ...pinned],
    focused: model.view.pane === 'lesson' && !model.view.typing,
  };
}

export function lessonParts(model: Model, size: Size): LessonParts {
  const lesson = currentLesson(model);
  const step = currentStep(model);
  if (!lesson || !step) return { document: [], pinned: [], outcome: 0 };
  const parts = partsBelowTitle(model, lesson, step, size);
  const note = parts.document.length > size.rows - parts.pinned.length ? NOTE : 0;
  const room = size.columns - note - 6;
  // gone to, it is at the top of the pane: not with a blank line
  if (parts.document[parts.outcome] === '') parts.outcome += 1;
  if (columnsOf(titleText(lesson, step, room)) <= room) return parts;
  const title = [...wrap(oneLine(step.title), size.columns).map(line => theme.title(line)), ''];
  return { ...parts, document: [...title, ...parts.document], outcome: parts.outcome + title.length };
}

/** `3/16 · Predict: How many files?`; where both do not fit, the kind is what the step itself tells again. */
function titleText(lesson: Lesson, step: Step, room: number): string {
  const text = (kind: string) =>
    `${lesson.steps.indexOf(step) + 1}/${lesson.steps.length} · ${kind}${oneLine(step.title)}`;
  return columnsOf(text(kindOf(step))) <= room ? text(kindOf(step)) : text('');
}

/** What is not as it was on the machine itself stays in view, whatever the step. */
function partsBelowTitle(model: Model, lesson: Lesson, step: Step, size: Size): LessonParts {
  const machine = machineLines(model, size.columns);
  const parts = partsOfStep(model, lesson, step, { ...size, rows: size.rows - machine.length });
  return { ...parts, pinned: [...machine, ...parts.pinned] };
}

function partsOfStep(model: Model, lesson: Lesson, step: Step, size: Size): LessonParts {
  const text = [...asked(model, step, size.columns), ...prose(model, lesson, step, size.columns)];
  if (step.type === 'question') return questionParts(model, step, text, size.columns);
  if (step.type === 'challenge')
    return challengeParts(model, step, [...text, ...freshNotes(model, size.columns)], size);
  const card =
    step.type === 'action'
      ? stepCard(model, lesson, step, size.columns)
      : { done: false, ask: [], doing: [], shows: notes(model, size.columns) };
  const predictions = step.type === 'action' ? predicted(model, lesson, step, size.columns) : [];
  const whole = [...card.ask, ...card.doing, ...card.shows];
  const pinned = whole.length <= size.rows / 2;
  // once it has run, what came out is looked for first, not what was done
  const long = card.done ? [...card.ask, ...card.shows, ...predictions, ...card.doing] : whole;
  return {
    document: [...text, ...(pinned ? predictions : long)],
    pinned: pinned ? whole : [],
    outcome: text.length,
  };
}

/** The question is part of the text; what can be done about it stays visible. */
function questionParts(model: Model, question: QuestionStep, text: string[], columns: number): LessonParts {
  const gap = text.length > 0 ? [''] : [];
  return {
    document: [...text, ...gap, ...questionLines(model, question, columns)],
    pinned: ['', ...questionStatus(model, question, columns), ...notes(model, columns)],
    outcome: text.length + gap.length,
  };
}

/** What an experiment asks comes before the text that answers it. */
function asked(model: Model, step: Step, columns: number): string[] {
  if (step.type !== 'action' || step.ask === undefined) return [];
  return [heading('Break it'), ...rich(model, step.ask, columns).map(line => theme.title(line)), ''];
}

/** Questions and challenges are called so. */
function kindOf(step: Step): string {
  if (step.type === 'question') return step.before === null ? 'Quiz: ' : 'Predict: ';
  return step.type === 'challenge' ? 'Challenge: ' : '';
}

/** Predictions that this action judges, once it has run. */
function predicted(model: Model, lesson: Lesson, step: ActionStep, columns: number): string[] {
  const done = hasRun(model, lesson, step);
  return done ? questionsBefore(model, step.id).flatMap(q => predictionLines(model, q, true, columns)) : [];
}

function hasRun(model: Model, lesson: Lesson, step: ActionStep): boolean {
  const result = model.session.results[`${lesson.id}/${step.id}`];
  return result !== undefined && result.ok !== null;
}

function prose(model: Model, lesson: Lesson, step: Step, columns: number): string[] {
  const first = lesson.steps[0] === step;
  const last = lesson.steps.at(-1) === step;
  const text =
    model.markdown?.(
      first && lesson.intro.trim() !== '' ? `${lesson.intro}\n\n${step.text}` : step.text,
      columns,
      model.glossary,
    ) ?? [];
  return [
    ...text,
    ...(step.type === 'action' ? byHand(model, step, columns) : []),
    ...(last ? reading(lesson, columns) : []),
  ];
}

function byHand(model: Model, step: ActionStep, columns: number): string[] {
  const lines = byHandLines(step.byHand, model.session);
  if (lines.length === 0) return [];
  return [
    '',
    ...wrap('By hand, in another terminal (y: to copy)', columns).map(heading),
    ...lines.flatMap(line => commandLines(line, columns)),
  ];
}

function reading(lesson: Lesson, columns: number): string[] {
  if (lesson.reading.length === 0) return [];
  const manuals = lesson.reading.flatMap(r => ('man' in r ? [r.man] : []));
  const pages = lesson.reading.flatMap(r =>
    'url' in r ? [...wrap(r.title, columns), ...wrapCode(r.url, columns - 2, 0).map(line => `  ${line}`)] : [],
  );
  return ['', heading('To read'), ...wrap(manuals.map(m => `man ${m}`).join(', '), columns), ...pages];
}

interface Card {
  /** It has run. */
  done: boolean;
  ask: string[];
  doing: string[];
  shows: string[];
}

/** What the step does and what must then hold; after it ran, what did. */
function stepCard(model: Model, lesson: Lesson, step: ActionStep, columns: number): Card {
  const result = model.session.results[`${lesson.id}/${step.id}`];
  const done = hasRun(model, lesson, step);
  const skipped = Boolean(result?.skipped);
  const aside = step.scope === 'aside' ? ' (on a throw-away process)' : '';
  const doing =
    model.working && model.session.busy
      ? 'This step is being carried out'
      : result?.ok === false || result?.refused
        ? 'This was tried, and not all of it succeeded'
        : done
          ? 'This step has done'
          : skipped
            ? 'This was not carried out'
            : model.playback === null
              ? 'Enter carries out'
              : 'Recorded: this was carried out';
  const ops = step.do.flatMap(op =>
    wrapCode(opText(op, model.session), columns - 2, 2).map(
      (line, i) => `${i > 0 ? ' ' : done || skipped ? theme.quiet(mark.open) : theme.accent(mark.todo)} ${line}`,
    ),
  );
  return {
    done,
    ask: ['', ...(done ? [] : questionsBefore(model, step.id).flatMap(q => predictionLines(model, q, false, columns)))],
    doing: [...wrap(doing + aside, columns).map(heading), ...ops],
    shows: [
      ...(skipped ? [] : [heading(done ? 'What the kernel shows' : 'Then this must hold')]),
      ...checks(step, result, columns),
      ...notes(model, columns),
    ],
  };
}

function checks(step: ActionStep, result: StepResult | undefined, columns: number): string[] {
  if (result?.skipped) return marked(theme.bad(mark.skipped), oneLine(skippedSentence(result.skipped)), columns);
  if (result === undefined || result.expects.length === 0)
    return [...step.expect, ...step.unchanged].flatMap(e => marked(theme.quiet(mark.open), e.says, columns));
  const { refused } = result;
  return [...refusalLines(refused, columns), ...result.expects.flatMap(e => claim(e, refused !== undefined, columns))];
}

function refusalLines(refused: StepResult['refused'], columns: number): string[] {
  if (!refused) return [];
  const [what, ...rest] = refusalSentences(refused);
  return [...marked(theme.cause(mark.refused), what, columns), ...rest.flatMap(line => marked(' ', line, columns))];
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

/** Plain sentences that came during the step, and how the app ended. */
function notes(model: Model, columns: number): string[] {
  const exit = appOf(model.session)?.exit;
  const end = exit ? endSentences(exit) : [];
  return [...freshNotes(model, columns), ...end.flatMap(note => marked(theme.cause(mark.fresh), note, columns))];
}

/** So many at a time: below them the step must have room. */
const TROUBLES = 2;

/** What hides most comes first. */
const WEIGHT = ['mount', 'hostname', 'device', 'cgroup'];

function machineLines({ session }: Model, columns: number): string[] {
  const troubles = [...session.machine].sort((a, b) => WEIGHT.indexOf(a.thing) - WEIGHT.indexOf(b.thing));
  const more = session.machine.length - TROUBLES;
  return [
    ...troubles
      .slice(0, TROUBLES)
      .flatMap(trouble => [
        ...marked(theme.bad(mark.fresh), happenedText(trouble), columns, theme.bad),
        ...(trouble.undo === null ? [] : marked(' ', `if that was you: ${trouble.undo}`, columns, theme.title)),
      ]),
    ...(more > 0 ? marked(theme.bad(mark.fresh), `and ${more} more changes of the machine itself`, columns) : []),
  ];
}

function freshNotes({ session, notesBefore }: Model, columns: number): string[] {
  const fresh = session.notes.slice(Math.min(notesBefore, session.notes.length)).slice(-4);
  return fresh.flatMap(note => marked(theme.cause(mark.fresh), note, columns));
}
