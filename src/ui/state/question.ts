/** A question's answer as the screen needs it: what is asked, what was answered, what the kernel said. Pure. */
import type { QuestionStep } from '../../lesson/lesson.ts';
import type { AnswerState } from '../../session/state.ts';
import { currentLesson, currentStep, type Model } from './model.ts';

/** `open`: waits for an answer; `locked`: a prediction before its action; `judged`: nothing can be changed any more. */
type QuestionStage = 'open' | 'locked' | 'judged';

/** The question of the present step; null at any other step. */
export function currentQuestion(model: Model): QuestionStep | null {
  const step = currentStep(model);
  return step?.type === 'question' ? step : null;
}

/** Of a question of the current lesson. */
export function answerOf(model: Model, question: QuestionStep): AnswerState | null {
  return model.session.answers[`${model.session.lesson}/${question.id}`] ?? null;
}

export function stageOf(model: Model, question: QuestionStep): QuestionStage {
  const answer = answerOf(model, question);
  if (answer === null) return 'open';
  return answer.judged === null ? 'locked' : 'judged';
}

/** The question shown still wants an answer; a recording wants none, and a class shows hands. */
export function waitsForAnswer(model: Model): boolean {
  const question = currentQuestion(model);
  return question !== null && model.playback === null && !model.view.demo && stageOf(model, question) === 'open';
}

/** The predictions that an action of the current lesson judges. */
export function questionsBefore(model: Model, action: string): QuestionStep[] {
  const steps = currentLesson(model)?.steps ?? [];
  return steps.filter((s): s is QuestionStep => s.type === 'question' && s.before === action);
}
