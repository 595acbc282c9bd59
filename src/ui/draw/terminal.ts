/** The embedded terminal and, beside the calls, the tail of what the app printed. */
import type { Ending } from '../../stage/terminal-listeners.ts';
import { currentStep, type Model, type TerminalModel } from '../model.ts';
import { oneLine, safeLines, windowOf, wrap, wrapCode } from '../text.ts';
import { theme } from '../theme.ts';
import type { Size } from '../view.ts';
import type { PaneText } from './pane.ts';

export function terminalPane(model: Model, size: Size): PaneText {
  const { terminal, view } = model;
  if (terminal?.ended) return endedPane(terminal, model.session.app?.exit ?? null, size);
  const atChallenge = currentStep(model)?.type === 'challenge';
  if (view.typing && view.waiting)
    return {
      title: 'Terminal',
      lines: wrap(WAITING, size.columns).map(line => theme.cause(line)),
      focused: true,
    };
  if (terminal === null || (atChallenge && terminal.kind !== 'host'))
    return {
      title: 'Terminal',
      lines: (atChallenge ? NO_HOST : NO_SHELL)
        .flatMap(line => wrap(line, size.columns))
        .map(line => theme.quiet(line)),
      focused: view.pane === 'terminal',
    };
  return {
    ...named(terminal),
    note: view.typing ? 'Ctrl-] leaves' : `${terminal.kind === 'app' ? 'a' : 't'} to type`,
    lines: windowOf(terminal.lines, Math.max(0, terminal.lines.length - size.rows), size.rows),
    focused: view.pane === 'terminal' || view.typing,
  };
}

/** Who typed when it ended may not have seen it: the sentence stands where the next line would. */
function endedPane(terminal: TerminalModel, app: Ending | null, size: Size): PaneText {
  const isApp = terminal.kind === 'app';
  const how = endingText(isApp ? app : terminal.how);
  const said = wrap(
    `${isApp ? 'the app' : 'the shell'} has ended${how}; keys do nothing here until Esc (or Ctrl-]) leaves`,
    size.columns,
  );
  const printed = terminal.lines.map(line => line.trimEnd());
  while (printed.at(-1) === '') printed.pop();
  return {
    ...named(terminal),
    note: 'ended: Esc leaves',
    lines: [...printed.slice(-Math.max(0, size.rows - said.length)), ...said.map(line => theme.cause(line))],
    focused: true,
  };
}

/** `, exit code 3`, `, killed by SIGKILL`; nothing where nobody knows. */
function endingText(how: Ending | null): string {
  if (how === null) return '';
  return how.signal !== null ? `, killed by ${how.signal}` : `, exit code ${how.code}`;
}

const WAITING =
  'the workshop is still working; a terminal opens here as soon as it is done, and what is typed before is dropped';
const NO_SHELL = ['t opens a shell inside the container'];
const NO_HOST = [
  't opens a terminal here, on this machine itself: not in the container.',
  '',
  'Any other terminal of yours works as well: another window, ssh, tmux. The list beside this follows the kernel, not the keys.',
];

/** Where one types is seen at once: on this machine, or inside the container. */
function named({ kind, pid, user }: TerminalModel): Pick<PaneText, 'title' | 'badge' | 'edge'> {
  if (kind === 'host')
    return {
      badge: theme.host(' HOST '),
      title: `this machine: you are ${oneLine(user)}`,
      edge: theme.hostEdge('▌'),
    };
  return { title: `${kind === 'app' ? 'The app' : 'Shell inside'}, PID ${pid} on the host` };
}

const ESC = '\u001b';
/** Sequences that move the cursor, colour, or set a title: without an emulator they say nothing. */
const SEQUENCES = new RegExp(
  `${ESC}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007${ESC}]*(?:\u0007|${ESC}\\\\)|[()][A-Z0-9])`,
  'g',
);

export function outputPane(model: Model, size: Size): PaneText {
  const { asideOutput, output, scope } = model.session;
  const experiment = scope === 'aside' && asideOutput !== '';
  const tail = (experiment ? asideOutput : output).slice(-size.rows * size.columns * 2).replace(SEQUENCES, '');
  const lines = safeLines(tail).flatMap(line => wrapCode(line, size.columns));
  if (lines.at(-1) === '') lines.pop();
  return {
    title: experiment ? 'Printed by the experiment' : 'Printed by the app',
    lines: lines.slice(-size.rows),
    focused: false,
  };
}
