/** Model → what the header, the tabs, the timeline and the key bar draw. */
import { isUsageKey } from '../../kernel/cgroup/index.ts';
import type { HeaderView } from '../draw/header.ts';
import type { KeyBarView } from '../draw/key-bar.ts';
import { letterAt } from '../draw/question.ts';
import type { TabsView } from '../draw/tabs.ts';
import { type Action, type Binding, bindingsOf } from '../keys/keys.ts';
import { solutionNext } from './checklist.ts';
import { available, challengeHere, contextOf } from './key-context.ts';
import { currentLesson, currentStep, type Model, shownSubject } from './model.ts';
import { currentQuestion, waitsForAnswer } from './question.ts';

export function headerView(model: Model): HeaderView {
  const { screen } = model.view;
  const lesson = screen === 'lesson';
  const shown = lesson ? shownSubject(model.session) : null;
  return {
    screen,
    lesson: lesson ? currentLesson(model) : null,
    recorded: model.playback?.at ?? null,
    working: model.working,
    machine: model.session.session,
    subject: shown && { name: shown.name, pid: shown.state.pid },
  };
}

export function tabsView({ session, view }: Model): TabsView {
  const subject = shownSubject(session)?.name;
  const changed = session.changes.filter(c => c.subject === subject && !(c.cause === null && isUsageKey(c.key)));
  return {
    pane: view.pane,
    newCalls: session.syscalls.filter(({ seq }) => seq >= session.stepFirstSeq).length,
    changedFacts: new Set(changed.map(({ key }) => key)).size,
  };
}

/** Where the line is too narrow these stay: who is lost looks for them. */
const ALWAYS: readonly Action[] = ['help', 'menu', 'quit'];

/** The keys that do something here and now, from the key table. */
export function keyBarView(model: Model): KeyBarView {
  const keys = bindingsOf(contextOf(model))
    .filter(binding => available(binding, model))
    .flatMap(binding => {
      const { label, bar } = asShown(binding, model);
      return bar === null ? [] : [{ label, bar, always: ALWAYS.includes(binding.action) }];
    });
  return { keys };
}

/** One key of these is enough on the bar; the help names the others. */
const ONE_KEY: readonly Action[] = ['next', 'back', 'help'];

/** A question has as many letters as choices, and Enter first answers with the chosen one. */
function asShown({ action, label: keys, bar }: Binding, model: Model): Pick<Binding, 'label' | 'bar'> {
  if (bar === null) return { label: keys, bar };
  const label = ONE_KEY.includes(action) ? (keys.split(' ')[0] ?? keys) : keys;
  if (action === 'next' && contextOf(model) === 'lesson' && canBeCarriedOut(model)) return { label, bar: 'do it' };
  if (action === 'hint' && solutionNext(challengeHere(model))) return { label, bar: 'solution' };
  const question = currentQuestion(model);
  if (question === null || contextOf(model) !== 'question') return { label, bar };
  if (action === 'choose') return { label: question.choices.map((_, i) => letterAt(i)).join(' '), bar: 'or' };
  if (action === 'next') return waitsForAnswer(model) ? { label: '↑ ↓ Enter', bar: 'answer' } : { label: 'Enter', bar };
  return { label, bar };
}

/** An action that has not run: Enter does not go on, it carries it out. */
function canBeCarriedOut(model: Model): boolean {
  const { lesson, step, results } = model.session;
  return currentStep(model)?.type === 'action' && results[`${lesson}/${step}`] === undefined;
}
