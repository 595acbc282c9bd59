/** Model → what the big screen of a class draws. */
import type { ActionStep, Step } from '../../lesson/lesson.ts';
import { EXPERIMENT, isExperiment } from '../../words/cast.ts';
import type { DemoStepView, DemoView } from '../draw/demo.ts';
import type { DemoActionView } from '../draw/demo-action.ts';
import { demoAction, demoPrimitive, pinnedFacts } from './demo.ts';
import { currentLesson, currentStep, type Model } from './model.ts';
import { usageView } from './select-kernel.ts';
import { pathsOf, predictionViews, questionView, stepText } from './select-lesson.ts';
import { outputView } from './select-panes.ts';

export function demoView(model: Model): DemoView {
  const step = currentStep(model);
  return {
    wanted: model.view.primitive ?? '',
    step: step && stepView(model, step),
    scroll: model.view.scroll.lesson,
    markdown: model.markdown,
  };
}

function stepView(model: Model, step: Step): DemoStepView {
  const title = step.type === 'question' ? (demoAction(model)?.title ?? step.title) : step.title;
  return { name: demoPrimitive(model)?.name ?? null, title, body: bodyOf(model, step) };
}

function bodyOf(model: Model, step: Step): DemoStepView['body'] {
  switch (step.type) {
    case 'question':
      return { type: 'question', question: questionView(model, step) };
    case 'action':
      return { type: 'action', action: actionView(model, step) };
    case 'challenge':
      return { type: 'challenge', task: step.task };
    default: {
      const lesson = currentLesson(model);
      return { type: 'read', text: lesson ? stepText(lesson, step) : step.text };
    }
  }
}

function actionView(model: Model, step: ActionStep): DemoActionView {
  const { session, working, markdown } = model;
  return {
    step,
    result: session.results[`${session.lesson}/${step.id}`] ?? null,
    there: !isExperiment(step.scope) || session.subjects[EXPERIMENT.name] !== undefined,
    facts: pinnedFacts(model),
    working,
    paths: pathsOf(session),
    usage: usageView(model),
    // ptrace is ours: it says when the program has begun
    calls: session.syscalls.filter(call => call.seq >= session.stepFirstSeq && call.name !== 'ptrace'),
    name: demoPrimitive(model)?.name ?? null,
    output: outputView(model),
    predictions: predictionViews(model, step.id),
    markdown,
  };
}
