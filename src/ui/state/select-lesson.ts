/** Model → what the lesson pane draws. */

import type { ActionStep, ByHand, Lesson, Step } from '../../lesson/lesson.ts';
import { byHandLine } from '../../session/by-hand.ts';
import type { SessionState } from '../../session/state.ts';
import { appOf } from '../../session/state-queries.ts';
import type { ChallengeView } from '../draw/challenge.ts';
import type { LessonView, StepView } from '../draw/lesson.ts';
import type { LessonTextView } from '../draw/lesson-text.ts';
import type { Paths } from '../draw/ops.ts';
import type { QuestionView } from '../draw/question.ts';
import type { CardView } from '../draw/step-card.ts';
import { oneLine } from '../text/text.ts';
import { challengeOf, solutionNext } from './checklist.ts';
import { currentLesson, currentStep, type Model } from './model.ts';
import { answerOf, questionsBefore, stageOf } from './question.ts';

export function lessonView(model: Model): LessonView {
  const { view, working } = model;
  const lesson = currentLesson(model);
  const step = currentStep(model);
  return {
    step: lesson && step ? stepView(model, lesson, step) : null,
    working,
    scroll: view.scroll.lesson,
    chosen: view.pane === 'lesson',
    typing: view.typing,
  };
}

function stepView(model: Model, lesson: Lesson, step: Step): StepView {
  const { notes, machine } = model.session;
  return {
    title: step.title,
    kind: kindOf(step),
    number: lesson.steps.indexOf(step) + 1,
    of: lesson.steps.length,
    text: textView(model, lesson, step),
    notes: notes.slice(Math.min(model.notesBefore, notes.length)),
    appEnd: appOf(model.session)?.exit ?? null,
    machine,
    body: bodyOf(model, step),
  };
}

/** Questions and challenges are called so. */
function kindOf(step: Step): string {
  if (step.type === 'question') return step.before === null ? 'Quiz: ' : 'Predict: ';
  return step.type === 'challenge' ? 'Challenge: ' : '';
}

function textView(model: Model, lesson: Lesson, step: Step): LessonTextView {
  const { markdown, glossary, session } = model;
  return {
    ask: step.type === 'action' ? (step.ask ?? null) : null,
    text: stepText(lesson, step),
    byHand: step.type === 'action' ? byHandLines(step.byHand, session) : [],
    reading: lesson.steps.at(-1) === step ? lesson.reading : [],
    markdown,
    glossary,
  };
}

/** Markdown; of the first step with the lesson's introduction. */
export function stepText({ intro, steps }: Lesson, step: Step): string {
  return steps[0] === step && intro.trim() !== '' ? `${intro}\n\n${step.text}` : step.text;
}

/** Command lines for another terminal; those that need something which is not there yet are left out. */
function byHandLines(lines: readonly ByHand[], state: SessionState): string[] {
  return lines.flatMap(line => byHandLine(line, state) ?? []).map(oneLine);
}

function bodyOf(model: Model, step: Step): StepView['body'] {
  switch (step.type) {
    case 'question':
      return { type: 'question', question: questionView(model, step) };
    case 'action':
      return { type: 'action', card: cardView(model, step) };
    case 'challenge':
      return { type: 'challenge', challenge: challengeView(model, step) };
    default:
      return { type: 'read' };
  }
}

/** Of a question of the current lesson. */
export function questionView(model: Model, question: QuestionView['question']): QuestionView {
  const judgedBy = currentLesson(model)?.steps.find(s => s.id === question.before);
  return {
    question,
    answer: answerOf(model, question),
    chosen: stageOf(model, question) === 'open' ? model.view.choice : null,
    notice: model.view.notice,
    judgedBy: judgedBy?.title ?? null,
    markdown: model.markdown,
  };
}

/** The predictions that an action judges. */
export function predictionViews(model: Model, action: string): QuestionView[] {
  return questionsBefore(model, action).map(question => questionView(model, question));
}

function cardView(model: Model, step: ActionStep): CardView {
  const { session, working, playback } = model;
  return {
    step,
    result: session.results[`${session.lesson}/${step.id}`] ?? null,
    running: working && session.busy,
    recorded: playback !== null,
    paths: pathsOf(session),
    predictions: predictionViews(model, step.id),
  };
}

/** Directories of the session that lessons name in braces. */
export function pathsOf({ session }: SessionState): Paths {
  return session === null ? {} : { rootfs: session.rootfs.path, layers: session.rootfs.layers };
}

function challengeView(model: Model, step: ChallengeView['step']): ChallengeView {
  const challenge = challengeOf(model.session, step);
  const recorded = model.playback !== null;
  return {
    step,
    challenge,
    recorded,
    typing: model.view.typing,
    offersSolution: solutionNext(challenge) && !recorded,
    markdown: model.markdown,
  };
}
