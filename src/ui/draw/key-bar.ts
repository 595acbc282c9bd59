/** The last line: the keys that do something here and now, from the key table. */

import { subjectInView } from '../../session/nsenter.ts';
import type { ChallengeState } from '../../session/state.ts';
import { type Action, type Binding, bindingsOf, type Context } from '../keys/keys.ts';
import { challengeOf, hintLeft, solutionNext } from '../state/checklist.ts';
import { copyTexts } from '../state/copy-texts.ts';
import { showsDemo } from '../state/demo.ts';
import { boxExtent, paneExtent } from '../state/extent.ts';
import { appRuns, canPanic, currentStep, layout, type Model } from '../state/model.ts';
import { currentQuestion, letterAt, waitsForAnswer } from '../state/question.ts';
import { columnsOf } from '../text/text.ts';
import { theme } from '../text/theme.ts';

/** Where the line is too narrow these stay: who is lost looks for them. */
const ALWAYS: readonly Action[] = ['help', 'menu', 'quit'];

export function keyBarLine(model: Model, columns: number): string {
  const keys = bindingsOf(contextOf(model))
    .filter(binding => binding.bar !== null && available(binding, model))
    .map(binding => ({ ...asShown(binding, model), always: ALWAYS.includes(binding.action) }));
  const widthOf = ({ label, bar }: { label: string; bar: string | null }) => columnsOf(` ${label} ${bar} `);
  let room = columns - 1 - keys.reduce((sum, key) => sum + (key.always ? widthOf(key) : 0), 0);
  const shown = keys.filter(key => {
    if (key.always) return true;
    room -= widthOf(key);
    return room >= 0;
  });
  return ` ${shown.map(({ label, bar }) => `${theme.key(label)} ${bar}`).join('  ')}`;
}

/** One key of these is enough on the bar; the help names the others. */
const ONE_KEY: readonly Action[] = ['next', 'back', 'help'];

/** A question has as many letters as choices, and Enter first answers with the chosen one. */
function asShown({ action, label: keys, bar }: Binding, model: Model): { label: string; bar: string | null } {
  const label = ONE_KEY.includes(action) ? (keys.split(' ')[0] ?? keys) : keys;
  if (action === 'next' && contextOf(model) === 'lesson' && canBeCarriedOut(model)) return { label, bar: 'do it' };
  if (action === 'hint' && solutionNext(challengeHere(model))) return { label, bar: 'solution' };
  const question = currentQuestion(model);
  if (question === null || contextOf(model) !== 'question') return { label, bar };
  if (action === 'choose') return { label: question.choices.map((_, i) => letterAt(i)).join(' '), bar: 'or' };
  if (action === 'next') return waitsForAnswer(model) ? { label: '↑ ↓ Enter', bar: 'answer' } : { label: 'Enter', bar };
  return { label, bar };
}

function challengeHere(model: Model): ChallengeState | null {
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

/** An action that has not run: Enter does not go on, it carries it out. */
function canBeCarriedOut(model: Model): boolean {
  const { lesson, step, results } = model.session;
  return currentStep(model)?.type === 'action' && results[`${lesson}/${step}`] === undefined;
}

/** Where a key would go now. A question that a tab hides gets no answer by mistake. */
export function contextOf(model: Model): Context {
  const { view, playback } = model;
  const { overlay } = view;
  if (overlay?.kind === 'words') return overlay.list === 'all' ? 'find' : 'words';
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
