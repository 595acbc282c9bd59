/**
 * A real pseudo-terminal with a real emulator behind it: what a learner would see, and a keyboard.
 *
 *     const screen = openScreen('node', ['dist/container-lab.js'], { columns: 120, rows: 36 });
 *     await screen.waitFor('Orientation');
 *     screen.press('q');
 *     await screen.ended;
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { recordedBreaches } from './contract.ts';
import { patience } from './slowness.ts';

export interface ScreenOptions {
  columns?: number;
  rows?: number;
  cwd?: string;
  /** Added to the environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
}

export type EmulatedTerminal = InstanceType<typeof xterm.Terminal>;

export interface Screen {
  readonly pid: number;
  readonly terminal: EmulatedTerminal;
  /** The rows as shown now, without blanks at their ends. */
  lines(): string[];
  text(): string;
  /** Resolves once the text is on the screen (or the predicate holds); fails with the screen in its message. */
  waitFor(what: string | RegExp | ((screen: Screen) => boolean), timeout?: number): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Bytes written by the program so far. */
  bytes(): number;
  /** Exit code or signal number. */
  readonly ended: Promise<{ exitCode: number; signal?: number | undefined }>;
  kill(signal?: string): void;
  /** The emulator's window is closed: the program's terminal is gone. */
  hangUp(): void;
  /** Ends the program if it still runs. */
  close(): Promise<void>;
}

export function openScreen(command: string, args: string[], options: ScreenOptions = {}): Screen {
  const { columns = 120, rows = 36, cwd = process.cwd() } = options;
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const env = environment(options.env);
  // node-pty puts the name into TERM
  const pty = spawn(command, args, { cols: columns, rows, cwd, name: env.TERM ?? 'xterm-256color', env });
  const waiting = new Set<() => void>();
  let bytes = 0;
  let running = true;
  pty.onData(data => {
    bytes += Buffer.byteLength(data);
    terminal.write(data, () => {
      for (const look of waiting) look();
    });
  });
  // Programs ask their terminal questions; the emulator knows the answers.
  terminal.onData(answer => {
    if (running) pty.write(answer);
  });
  const ended = new Promise<{ exitCode: number; signal?: number | undefined }>(resolve => {
    pty.onExit(exit => {
      running = false;
      resolve(exit);
    });
  });
  const screen: Screen = {
    pid: pty.pid,
    terminal,
    ended,
    lines: () => linesOf(terminal),
    text: () => linesOf(terminal).join('\n'),
    waitFor: (what, timeout = patience) => waitFor(screen, waiting, what, timeout),
    press: keys => pty.write(keys),
    resize(cols, rows) {
      terminal.resize(cols, rows);
      pty.resize(cols, rows);
    },
    bytes: () => bytes,
    kill: signal => pty.kill(signal),
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    async close() {
      if (running) pty.kill('SIGKILL');
      await ended;
      terminal.dispose();
      const undocumented = recordedBreaches(args);
      if (undocumented.length > 0) throw new Error(`the recording is not as documented:\n${undocumented.join('\n')}`);
    },
  };
  return screen;
}

/**
 * The same for a program that ends, and whose last words count: bash starts it, prints `CODE <exit code>` and stays.
 * Of what the leader of a session says just before its end, Node's stream on the other side misses some (2 of 400 times here).
 */
export function openStaying(command: string, args: string[], options: ScreenOptions = {}): Screen {
  return openScreen('bash', ['-c', '"$@"; echo "CODE $?"; read -r', 'bash', command, ...args], options);
}

function linesOf(terminal: EmulatedTerminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from(
    { length: terminal.rows },
    (_, y) => buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '',
  );
}

function waitFor(
  screen: Screen,
  waiting: Set<() => void>,
  what: string | RegExp | ((screen: Screen) => boolean),
  timeout: number,
): Promise<void> {
  const holds = () => {
    if (typeof what === 'function') return what(screen);
    return typeof what === 'string' ? screen.text().includes(what) : what.test(screen.text());
  };
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited in vain for ${String(what)}; the screen:\n${screen.text()}`));
    }, timeout);
    const stop = () => {
      clearTimeout(timer);
      waiting.delete(look);
    };
    waiting.add(look);
    look();
  });
}

/** The tests' own environment, without what would change how a terminal program behaves. */
function environment(more: ScreenOptions['env'] = {}): Record<string, string> {
  const { CI: _ci, NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
  // What one test has done is not where the next one begins.
  const state = mkdtempSync(join(process.env.XDG_STATE_HOME ?? tmpdir(), 'screen-'));
  const all = { ...rest, XDG_STATE_HOME: state, TERM: 'xterm-256color', ...more };
  return Object.fromEntries(Object.entries(all).filter((e): e is [string, string] => e[1] !== undefined));
}

export type { IPty };
