/** Where a key would go now, and whether it does anything there. Pure. */
import { subjectInView } from '../../session/nsenter.ts';
import type { ChallengeState } from '../../session/state.ts';
import type { Binding, Context } from '../keys/keys.ts';
import { challengeOf, hintLeft } from './checklist.ts';
import { copyTexts } from './copy-texts.ts';
import { showsDemo } from './demo.ts';
import { boxExtent, paneExtent } from './extent.ts';
import { appRuns, canPanic, currentStep, layout, type Model } from './model.ts';
import { currentQuestion, waitsForAnswer } from './question.ts';

/** Of the present step; null at any other step, and before anything is known of it. */
export function challengeHere(model: Model): ChallengeState | null {
  const step = currentStep(model);
  return step?.type === 'challenge' ? challengeOf(model.session, step) : null;
}

/** Something looks like a solution, and may be the learner's. */
function asks(model: Model): boolean {
  return (challengeHere(model)?.unclaimed ?? null) !== null;
}

/** Space would show more: of the box that is open, else of the pane that has the focus. */
function goesOnBelow(model: Model): boolean {
  const { overlay, pane, scroll } = model.view;
  if (overlay !== null) return 'scroll' in overlay && overlay.scroll < boxExtent(model).last;
  const read = pane === 'terminal' ? 'lesson' : pane;
  return read === 'calls' ? scroll.calls > 0 : scroll[read] < paneExtent(model, read).last;
}

/** Where a key would go now. A question that a tab hides gets no answer by mistake. */
export function contextOf(model: Model): Context {
  const { view, playback } = model;
  const { overlay } = view;
  if (overlay?.kind === 'glossary') return overlay.list === 'all' ? 'allTerms' : 'glossary';
  if (overlay !== null) return overlay.kind === 'jump' ? 'jump' : 'box';
  if (view.screen === 'menu') return 'menu';
  if (playback !== null) return 'recorded';
  if (view.typing) return model.terminal?.ended ? 'ended' : 'typing';
  if (showsDemo(model)) return 'demo';
  if (currentStep(model)?.type === 'challenge') return asks(model) ? 'asked' : 'challenge';
  return currentQuestion(model) !== null && layout(model).panes.lesson !== undefined ? 'question' : 'lesson';
}

/** Does this key do something here and now? */
export function available(binding: Binding, model: Model): boolean {
  switch (binding.needs) {
    case 'app':
      return appRuns(model);
    case 'subject':
      return subjectInView(model.session.subjects) !== null;
    case 'answer':
      return waitsForAnswer(model);
    case 'hint':
      return hintLeft(challengeHere(model));
    case 'below':
      return goesOnBelow(model);
    case 'lines':
      return copyTexts(model).length > 0;
    case 'running':
      return canPanic(model);
    case 'glossary':
      return model.glossary.length > 0;
    default:
      return true;
  }
}
