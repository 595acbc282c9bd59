/** The embedded terminal and, beside the calls, the tail of what the app printed. */
import type { Model } from '../model.ts';
import { safeLines, windowOf, wrapCode } from '../text.ts';
import { theme } from '../theme.ts';
import type { Size } from '../view.ts';
import type { PaneText } from './pane.ts';

export function terminalPane(model: Model, size: Size): PaneText {
  const { terminal, view } = model;
  if (terminal === null)
    return {
      title: 'Terminal',
      lines: [theme.quiet('t opens a shell inside the container')],
      focused: view.pane === 'terminal',
    };
  const name =
    terminal.kind === 'app'
      ? `The app, PID ${terminal.pid} on the host`
      : `Shell inside, PID ${terminal.pid} on the host`;
  return {
    title: name,
    note: view.typing ? 'Ctrl-] leaves' : `${terminal.kind === 'app' ? 'a' : 't'} to type`,
    lines: windowOf(terminal.lines, Math.max(0, terminal.lines.length - size.rows), size.rows),
    focused: view.pane === 'terminal' || view.typing,
  };
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
