/** Model → what the panes of calls, of the terminal and of output draw. */

import { appOf, experimentOutput, outputOf } from '../../session/state-queries.ts';
import { APP, isExperiment } from '../../words/cast.ts';
import type { CallsView } from '../draw/calls.ts';
import type { OutputView, TerminalView } from '../draw/terminal.ts';
import { currentStep, type Model } from './model.ts';
import { whoseFiles } from './whose-files.ts';

export function callsView({ session, view }: Model): CallsView {
  return {
    calls: session.syscalls,
    stepFirstSeq: session.stepFirstSeq,
    scroll: view.scroll.calls,
    focused: view.pane === 'calls' && !view.typing,
  };
}

export function terminalView(model: Model): TerminalView {
  const { terminal, view, session } = model;
  return {
    terminal,
    files: terminal && whoseFiles(terminal.kind, terminal.root, session),
    how: terminal?.kind === 'app' ? (appOf(session)?.exit ?? null) : (terminal?.how ?? null),
    atChallenge: currentStep(model)?.type === 'challenge',
    typing: view.typing,
    waiting: view.waiting,
    chosen: view.pane === 'terminal',
  };
}

/** What the app printed, or the experiment at hand. */
export function outputView({ session }: Model): OutputView {
  const printed = experimentOutput(session);
  const experiment = isExperiment(session.scope) && printed !== '';
  return { experiment, text: experiment ? printed : outputOf(session, APP) };
}
