/** The learner's terminal: either we read lines from it, or a shell gets every byte. */
import { PassThrough } from 'node:stream';
import { SANE_IN_PLACE } from '../helper/terminal-modes.ts';
import { splitAtLeaveKey } from '../protocol/leave-key.ts';
import type { Terminal } from '../session/session.ts';

type Tty = NodeJS.ReadableStream & { isTTY?: boolean; setRawMode?(on: boolean): unknown };

export class TtySwitch {
  /** What is typed while no shell has the keyboard. */
  readonly lines = new PassThrough();
  readonly #input: Tty;
  readonly #output: NodeJS.WritableStream & { columns?: number; rows?: number };
  #shell: Terminal | null = null;
  #leave: (() => void) | null = null;

  constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream) {
    this.#input = input;
    this.#output = output;
    input.on('data', (data: Buffer | string) => this.#feed(Buffer.from(data)));
    const over = (): void => {
      this.#leave?.();
      this.lines.end();
    };
    // EIO: its terminal was closed
    input.on('end', over).on('error', over);
  }

  /** A shell can be used here: both ends are a terminal. */
  get possible(): boolean {
    return this.#input.isTTY === true && this.#input.setRawMode !== undefined;
  }

  /** A shell has the terminal: what is told meanwhile would stand in the middle of its lines. */
  get inShell(): boolean {
    return this.#leave !== null;
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#output.columns ?? 80, rows: this.#output.rows ?? 24 };
  }

  /** Resolves when the shell has ended or Ctrl-] was pressed; a shell that was left lives on. */
  async runShell(shell: Terminal): Promise<void> {
    const left = new Promise<void>(resolve => {
      this.#leave = resolve;
    });
    const resize = () => shell.resize(this.size.columns, this.size.rows);
    const stopData = shell.onData(data => void this.#output.write(data));
    const stopExit = shell.onExit(() => this.#leave?.());
    this.#shell = shell;
    this.#input.setRawMode?.(true);
    this.#output.on('resize', resize);
    resize();
    try {
      await left;
    } finally {
      this.#shell = null;
      this.#leave = null;
      this.#input.setRawMode?.(false);
      this.#output.off('resize', resize);
      stopData();
      stopExit();
      this.#output.write(`${SANE_IN_PLACE}\n`);
    }
  }

  stop(): void {
    this.#leave?.();
    this.#input.pause();
  }

  #feed(data: Buffer): void {
    if (!this.#shell) {
      this.lines.write(data);
      return;
    }
    const split = splitAtLeaveKey(data.toString('latin1'));
    const typed = split ? Buffer.from(split.before, 'latin1') : data;
    if (typed.length > 0) this.#shell.write(typed);
    if (split === null) return;
    this.#shell = null;
    this.#leave?.();
    this.#feed(Buffer.from(split.after, 'latin1'));
  }
}
