/** What the session does by itself, followed on the screen: another step, an error, a result that stands below what is seen. */
import { LabError } from '../../protocol/lab-error.ts';
import type { Session } from '../../session/session.ts';
import { freshChallenge, type SessionState } from '../../session/state.ts';
import { outcomePosition } from './extent.ts';
import { errorBox } from './messages.ts';
import { currentStep } from './model.ts';
import type { Store } from './store.ts';

/** Every change reaches the store; `stepChanged` is called when another step begins. Returns what ends it. */
export function followSession(session: Session, store: Store, stepChanged: () => void): () => void {
  let before = session.getState();
  return session.subscribe(() => {
    const now = session.getState();
    const previous = before;
    before = now;
    const stays = now.machine !== previous.machine && atOutcome(store);
    store.sessionChanged(now, previous);
    if (now.lesson !== previous.lesson || now.step !== previous.step) stepChanged();
    if (now.error !== null && now.error !== previous.error) {
      const error = new LabError(now.error.code, now.error.message, { hint: now.error.hint });
      store.dispatch({ type: 'overlay', overlay: errorBox(error) });
    }
    if ((previous.busy && !now.busy) || now.answers !== previous.answers || told(now, previous) || stays)
      showResult(store);
  });
}

/** What is told of the machine takes lines from the text: a result that is in view stays there. */
function atOutcome(store: Store): boolean {
  const model = store.getModel();
  const { lesson } = model.view.scroll;
  return lesson > 0 && lesson === outcomePosition(model);
}

/** Where the result, the verdict or a hint is below a long text, go there. */
function showResult(store: Store): void {
  const model = store.getModel();
  const { lesson, step, results, answers } = model.session;
  const at = `${lesson}/${step}`;
  const type = currentStep(model)?.type;
  const out =
    type === 'action'
      ? (results[at]?.ok ?? results[at]?.blocked ?? results[at]?.skipped ?? null) !== null
      : type === 'question' && at in answers;
  if (out || type === 'challenge') store.dispatch({ type: 'scroll', pane: 'lesson', to: outcomePosition(model) });
}

/** A hint more, the solution, or success, at the challenge shown. */
function told(now: SessionState, before: SessionState): boolean {
  if (now.lesson !== before.lesson || now.step !== before.step) return false;
  const challengeOf = ({ challenges, lesson, step }: SessionState) => challenges[`${lesson}/${step}`] ?? freshChallenge;
  const [a, b] = [challengeOf(now), challengeOf(before)];
  return a.hints.length > b.hints.length || a.solution !== b.solution || (a.solved !== null && b.solved === null);
}
