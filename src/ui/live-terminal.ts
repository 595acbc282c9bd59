/** A terminal of the session together with its picture. It lives on while one looks elsewhere. */
import { userInfo } from 'node:os';
import type { Terminal } from '../session/session.ts';
import type { Ending } from '../stage/terminal-listeners.ts';
import type { Emulator } from './emulator.ts';
import type { TerminalKind, TerminalModel } from './model.ts';
import type { Size } from './view.ts';

/** Modes that a program may have switched on in the learner's terminal: all off again when it is left. */
const SANE = [
  '[?1000l',
  '[?1002l',
  '[?1003l',
  '[?1006l',
  '[?2004l',
  '[?1l',
  '[?1049l',
  '[?25h',
  '[?7h',
  '[r',
  '[0m',
  '>',
]
  .map(sequence => `\u001b${sequence}`)
  .join('');

export class LiveTerminal {
  readonly kind: TerminalKind;
  readonly #terminal: Terminal;
  readonly #emulator: Emulator;
  readonly #onChange: () => void;
  #size: Size;
  #ended = false;
  #how: Ending | null = null;
  #direct: ((data: Buffer) => void) | null = null;
  readonly #user = ourName();
  /** Given to the emulator, which draws it a little later. */
  readonly #undrawn: Buffer[] = [];
  readonly #onEnd = new Set<() => void>();

  constructor(kind: TerminalKind, terminal: Terminal, Emulate: typeof Emulator, size: Size, onChange: () => void) {
    this.kind = kind;
    this.#terminal = terminal;
    this.#size = size;
    this.#onChange = onChange;
    this.#emulator = new Emulate(size, answer => {
      if (!this.#direct && !this.#ended) terminal.write(answer);
    });
    terminal.onData(data => {
      this.#direct?.(data);
      this.#undrawn.push(data);
      this.#emulator.write(data, () => {
        this.#undrawn.shift();
        if (!this.#direct) onChange();
      });
    });
    terminal.onExit(how => {
      this.#how = how;
      this.#end();
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  get size(): Size {
    return this.#size;
  }

  model(typing: boolean): TerminalModel {
    return {
      kind: this.kind,
      pid: this.#terminal.pid,
      user: this.#user,
      lines: this.#emulator.lines(typing && !this.#ended),
      ended: this.#ended,
      how: this.#how,
    };
  }

  onEnd(listener: () => void): void {
    this.#onEnd.add(listener);
  }

  write(data: string): void {
    if (!this.#ended) this.#terminal.write(data);
  }

  resize(size: Size): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#emulator.resize(size);
    if (!this.#ended) this.#terminal.resize(size.columns, size.rows);
    this.#onChange();
  }

  /** Give the program the learner's whole screen: what it writes goes to `out` as it is, after a picture of what it showed. */
  takeScreen(out: { write(data: string | Buffer): void }, size: Size): void {
    this.resize(size);
    const picture = this.#emulator.lines(false).map(line => line.trimEnd());
    const { column, row } = this.#emulator.cursor;
    // on the alternate screen, so that whatever ends us the learner's own screen is as it was
    out.write(`\u001b[?1049h\u001b[2J\u001b[H${picture.join('\r\n')}\u001b[${row + 1};${column + 1}H\u001b[?25h`);
    for (const data of this.#undrawn) out.write(data);
    this.#direct = data => out.write(data);
  }

  giveScreenBack(out: { write(data: string): void }): void {
    this.#direct = null;
    out.write(SANE);
  }

  close(): void {
    if (!this.#ended) this.#terminal.close();
    this.#end();
    this.#emulator.dispose();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of this.#onEnd) listener();
    this.#onChange();
  }
}

/** Of the user who started us, as the password database has it. */
function ourName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
