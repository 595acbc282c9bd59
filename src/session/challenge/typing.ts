/** Types lines into a shell on a terminal, as a person would: the next one when the shell has done with the last. */
import type { Terminal } from '../session.ts';
import { pollUntil } from './poll-until.ts';

/** Bytes of what was shown last that are kept. */
const TAIL = 4000;
/** Milliseconds. */
const ASK_AGAIN = 1000;

export class Typing {
  readonly #terminal: Terminal;
  readonly #wakers = new Set<() => void>();
  /** What was shown last; whole pieces, until all who wait have looked at them. */
  #said = '';
  #lines = 0;
  #over = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.onData(data => {
      this.#said += data.toString('latin1');
      this.#wake();
      this.#said = this.tail;
    });
    terminal.onExit(() => {
      this.#over = true;
      this.#wake();
    });
  }

  /** The shell, and every shell that was started in it, has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** The end of what the terminal has shown, prompts and echoes included. */
  get tail(): string {
    return this.#said.slice(-TAIL);
  }

  /** Resolves when a shell answers again after the line, or when the last one has ended; rejects with the signal's reason. */
  async type(line: string, signal: AbortSignal): Promise<void> {
    this.#lines += 1;
    // in the echo of what is typed the quotes stand between the two halves; only a shell that carries it out takes them away
    const answer = `lab-has-done-${this.#lines}.`;
    const ask = `echo lab-has""-done-${this.#lines}.\n`;
    this.#terminal.write(`${line}\n${ask}`);
    // what was typed ahead is lost with a shell that ends behind sudo's own terminal (sudoers(5), use_pty)
    const again = setInterval(() => this.#terminal.write(ask), ASK_AGAIN);
    try {
      await pollUntil(this.#changes, () => this.#over || this.#said.includes(answer), signal);
    } finally {
      clearInterval(again);
    }
  }

  readonly #changes = (listener: () => void): (() => void) => {
    this.#wakers.add(listener);
    return () => void this.#wakers.delete(listener);
  };

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
