/** The embedded terminal and, beside the calls, the tail of what the app printed. */
import type { Ending } from '../../helper/terminal-listeners.ts';
import { oneLine, safeLines, windowOf, wrap, wrapCode } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import type { Size } from './layout.ts';
import type { PaneText } from './pane.ts';

/** `host`: the learner's own shell on this machine. */
export type TerminalKind = 'shell' | 'app' | 'host';

/** What a terminal shows. */
export interface TerminalScreen {
  kind: TerminalKind;
  pid: number;
  /** The user of a shell on the host. */
  user: string;
  /** Drawn lines, colours included, of exactly the terminal's size. */
  lines: string[];
  ended: boolean;
}

export interface WhoseFiles {
  /** They are the machine's own. */
  real: boolean;
  /** For a heading: `your machine's real files (/ = 254:0/2, the host's)`. */
  text: string;
}

export interface TerminalView {
  terminal: TerminalScreen | null;
  /** Null where nothing is claimed. */
  files: WhoseFiles | null;
  /** Null while its program runs, and where nobody knows. */
  how: Ending | null;
  atChallenge: boolean;
  /** It has the keyboard. */
  typing: boolean;
  /** … or will have it. */
  waiting: boolean;
  /** The pane is the chosen one. */
  chosen: boolean;
}

export interface OutputView {
  /** Printed by an experiment, not by the app. */
  experiment: boolean;
  text: string;
}

export function terminalPane(view: TerminalView, size: Size): PaneText {
  const { terminal, atChallenge } = view;
  if (terminal?.ended) return endedPane(terminal, view, size);
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
      focused: view.chosen,
    };
  return {
    ...named(terminal, view.files, size),
    note: view.typing ? 'Ctrl-] leaves' : `${terminal.kind === 'app' ? 'a' : 't'} to type`,
    lines: windowOf(terminal.lines, Math.max(0, terminal.lines.length - size.rows), size.rows),
    focused: view.chosen || view.typing,
  };
}

/** Who typed when it ended may not have seen it: the sentence stands where the next line would. */
function endedPane(terminal: TerminalScreen, view: TerminalView, size: Size): PaneText {
  const isApp = terminal.kind === 'app';
  const how = endingText(view.how);
  const said = wrap(
    `${isApp ? 'the app' : 'the shell'} has ended${how}. Enter (or Esc) goes back to the lesson; Ctrl-C quits; other keys do nothing here`,
    size.columns,
  );
  const printed = terminal.lines.map(line => line.trimEnd());
  while (printed.at(-1) === '') printed.pop();
  return {
    ...named(terminal, view.files, size),
    note: 'ended: Enter leaves',
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

/** Where one types is seen at once: on this machine, or inside the container; and whose files are there. */
function named(
  { kind, pid, user, ended }: TerminalScreen,
  whose: WhoseFiles | null,
  { columns }: Size,
): Pick<PaneText, 'title' | 'badge' | 'edge'> {
  const onHost = { badge: theme.host(' HOST '), edge: theme.hostEdge('▌') };
  if (kind === 'host') return { ...onHost, title: `this machine: you are ${oneLine(user)}` };
  const name = `${kind === 'app' ? 'the app' : 'shell'}, PID ${pid}`;
  const files = ended ? null : whose;
  const title = files === null ? `${name} on the host` : titleOf(files, name, columns);
  return files?.real ? { ...onHost, title } : { title };
}

/** Beside the badge and the key that leaves, the files come first. */
function titleOf({ text }: WhoseFiles, name: string, columns: number): string {
  const whole = `${text}, ${name}`;
  return whole.length > columns - 30 ? text : whole;
}

/** What stands above a shell that has the whole screen: the way back, and whose files it has. */
export function shellBanner(kind: TerminalKind, files: WhoseFiles | null, columns: number): string[] {
  const whose = kind === 'host' ? 'this machine itself' : files?.text;
  const end = kind === 'app' ? 'the app goes on' : 'exit ends this shell';
  const text = `Ctrl-] comes back to the workshop; ${end}${whose === undefined ? '' : `. Here: ${whose}`}`;
  return wrap(oneLine(text), columns).map(line => (files?.real ? theme.host(line) : theme.cause(line)));
}

const ESC = '\u001b';
/** Sequences that move the cursor, colour, or set a title: without an emulator they say nothing. */
const SEQUENCES = new RegExp(
  `${ESC}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007${ESC}]*(?:\u0007|${ESC}\\\\)|[()][A-Z0-9])`,
  'g',
);

export function outputPane({ experiment, text }: OutputView, size: Size): PaneText {
  const tail = text.slice(-size.rows * size.columns * 2).replace(SEQUENCES, '');
  const lines = safeLines(tail).flatMap(line => wrapCode(line, size.columns));
  if (lines.at(-1) === '') lines.pop();
  return {
    title: experiment ? 'Printed by the experiment' : 'Printed by the app',
    lines: lines.slice(-size.rows),
    focused: false,
  };
}
