/** A shell on the learner's whole screen: bytes go through untouched until it exits or Ctrl-] is pressed. */

import type { Size } from '../draw/layout.ts';
import type { LiveTerminal } from './live-terminal.ts';

export interface LearnersScreen {
  /** Runs `use` while the UI keeps off the screen, then draws anew. */
  suspend(use: () => Promise<void>): Promise<void>;
  write(data: string | Buffer): void;
}

export class WholeScreen {
  readonly #screen: LearnersScreen;
  #terminal: LiveTerminal | null = null;
  #leave: (() => void) | null = null;
  /** Typed before the terminal was there. */
  #early = '';
  #inUse = false;

  constructor(screen: LearnersScreen) {
    this.#screen = screen;
  }

  get active(): boolean {
    return this.#leave !== null;
  }

  /** `said` stands above what the shell writes. Resolves when the learner is back; at once where the screen is still in use. Rejects when the terminal cannot be opened; the screen is then as before. */
  async use(
    open: () => Promise<LiveTerminal>,
    size: Size,
    { said, sizeAfterwards }: { said: (root: string | null) => string[]; sizeAfterwards: () => Size },
  ): Promise<void> {
    if (this.#inUse) return;
    this.#inUse = true;
    const left = new Promise<void>(resolve => {
      this.#leave = resolve;
    });
    try {
      const terminal = await open();
      terminal.onEnd(() => this.leave());
      const root = await terminal.lookAtRoot();
      if (terminal.ended) return;
      await this.#screen.suspend(async () => {
        this.#terminal = terminal;
        terminal.takeScreen(this.#screen, size, said(root));
        if (this.#early !== '') terminal.write(this.#early);
        await left;
        terminal.giveScreenBack(this.#screen);
        terminal.resize(sizeAfterwards());
      });
    } finally {
      this.#inUse = false;
      this.#terminal = null;
      this.#leave = null;
      this.#early = '';
    }
  }

  type(text: string): void {
    if (this.#terminal) this.#terminal.write(text);
    else this.#early += text;
  }

  resize(size: Size): void {
    this.#terminal?.resize(size);
  }

  /** The keyboard is the UI's again at once, its screen a moment later. */
  leave(): void {
    this.#leave?.();
    this.#leave = null;
  }
}
