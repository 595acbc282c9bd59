/** A terminal of the session together with its emulated screen. It lives on while one looks elsewhere. */
import { userInfo } from 'node:os';
import type { Ending } from '../../helper/terminal-listeners.ts';
import { SANE } from '../../helper/terminal-modes.ts';
import type { Terminal } from '../../session/session.ts';
import type { Size } from '../draw/layout.ts';
import type { TerminalKind } from '../draw/terminal.ts';
import type { TerminalModel } from '../state/model.ts';
import type { Emulator } from './emulator.ts';

/** Milliseconds between two questions whose files the program has: the root may change under it. */
const LOOK = 1000;

export class LiveTerminal {
  readonly kind: TerminalKind;
  readonly #terminal: Terminal;
  readonly #emulator: Emulator;
  readonly #onChange: () => void;
  #size: Size;
  #ended = false;
  #how: Ending | null = null;
  #root: string | null = null;
  #timer: NodeJS.Timeout | null = null;
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
    void this.lookAtRoot();
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
      root: this.#root,
      ended: this.#ended,
      how: this.#how,
    };
  }

  /** Resolves with its program's root directory as the kernel tells it now; from then on it is asked again and again. */
  async lookAtRoot(): Promise<string | null> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const root = (await this.#terminal.root?.().catch(() => null)) ?? null;
    if (this.#ended) return this.#root;
    if (root !== this.#root) {
      this.#root = root;
      this.#onChange();
    }
    if (this.#timer === null && this.#terminal.root)
      this.#timer = setTimeout(() => void this.lookAtRoot(), LOOK).unref();
    return root;
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

  /**
   * Give the program the learner's whole screen: what it writes goes to `out` as it is, after `said` on the first lines and a screen
   * of what it showed.
   */
  takeScreen(out: { write(data: string | Buffer): void }, size: Size, said: string[]): void {
    this.resize(size);
    const { column, row: last } = this.#emulator.cursor;
    const lines = this.#emulator.lines(false).map(line => line.trimEnd());
    while (lines.length > last + 1 && lines.at(-1) === '') lines.pop();
    const from = Math.max(0, lines.length + said.length - size.rows);
    const screen = [...said, ...lines.slice(from)];
    const row = last + said.length - from;
    // on the alternate screen, so that whatever ends us the learner's own screen is as it was
    out.write(`\u001b[?1049h\u001b[2J\u001b[H${screen.join('\r\n')}\u001b[${row + 1};${column + 1}H\u001b[?25h`);
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
    if (this.#timer) clearTimeout(this.#timer);
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
