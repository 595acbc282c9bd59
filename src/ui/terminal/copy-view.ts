/**
 * Command lines to copy, on a cleared screen: nothing stands beside them and none is broken, so that the terminal itself wraps them
 * and a selection takes a line in one piece. A number sends one to the terminal's clipboard as well; what is for several shells, line by line.
 */

import type { Size } from '../draw/layout.ts';
import type { CopyText } from '../state/copy-texts.ts';
import { columnsOf } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import type { LearnersScreen } from './whole-screen.ts';

const ESC = '\u001b';
const BEGIN = `${ESC}[?1049h${ESC}[2J${ESC}[H`;
const END = `${ESC}[?1049l`;

export class CopyView {
  readonly #screen: LearnersScreen;
  #leave: (() => void) | null = null;
  #inUse = false;
  #texts: CopyText[] = [];
  #size: Size = { columns: 80, rows: 24 };
  /** First text shown. */
  #from = 0;
  /** Of each text that goes line by line: how many lines were sent. */
  #sent = new Map<number, number>();

  constructor(screen: LearnersScreen) {
    this.#screen = screen;
  }

  get active(): boolean {
    return this.#leave !== null;
  }

  /** Resolves when the learner is back. */
  async show(texts: CopyText[], size: Size): Promise<void> {
    if (this.#inUse) return;
    this.#inUse = true;
    this.#texts = texts;
    this.#size = size;
    this.#from = 0;
    this.#sent.clear();
    const left = new Promise<void>(resolve => {
      this.#leave = resolve;
    });
    try {
      await this.#screen.suspend(async () => {
        this.#draw('');
        await left;
        this.#screen.write(END);
      });
    } finally {
      this.#inUse = false;
      this.#leave = null;
    }
  }

  type(text: string): void {
    const index = /^[1-9]$/.test(text) ? Number(text) - 1 : -1;
    const chosen = this.#texts[index];
    if (chosen) {
      this.#draw(this.#send(chosen, index));
    } else if (text === ' ' && this.#next() > 0) {
      this.#from = this.#next() < this.#texts.length ? this.#next() : 0;
      this.#draw('');
    } else if (index < 0) this.leave();
  }

  /** Returns what to say about it. */
  #send({ text, oneByOne }: CopyText, index: number): string {
    const lines = oneByOne ? text.split('\n') : [text];
    const at = (this.#sent.get(index) ?? 0) % lines.length;
    this.#sent.set(index, at + 1);
    const line = lines[at] ?? '';
    this.#screen.write(clipboard(line));
    const to = "sent to your terminal's clipboard; not every terminal takes it";
    if (lines.length === 1) return `${index + 1} was ${to}`;
    return `line ${at + 1} of ${lines.length} was ${to}\r\n${index + 1} again: ${at + 1 < lines.length ? 'the next' : 'the first'}\r\n${line}`;
  }

  resize(size: Size): void {
    this.#size = size;
    this.#draw('');
  }

  leave(): void {
    this.#leave?.();
    this.#leave = null;
  }

  #draw(said: string): void {
    const shown = this.#texts.slice(this.#from, this.#next());
    const more = shown.length < this.#texts.length ? ', Space shows more' : '';
    this.#screen.write(
      [
        `${BEGIN}${theme.title('To copy')}: every line is in one piece, however long.`,
        theme.quiet(`A number sends it to the clipboard${more}; any other key goes back.`),
        ...shown.flatMap(({ what, text }, i) => [
          '',
          `${theme.key(String(this.#from + i + 1))}  ${theme.accent(what)}`,
          ...text.split('\n'),
        ]),
        '',
        theme.cause(said),
      ].join('\r\n'),
    );
  }

  /** The first text that does not fit below `#from`; at least one is shown. */
  #next(): number {
    let room = this.#size.rows - 6;
    let at = this.#from;
    while (at < this.#texts.length) {
      room -= 2 + this.#rows(this.#texts[at]?.text ?? '');
      if (room < 0 && at > this.#from) break;
      at++;
    }
    return at;
  }

  #rows(text: string): number {
    return text.split('\n').reduce((n, line) => n + Math.max(1, Math.ceil(columnsOf(line) / this.#size.columns)), 0);
  }
}

/** OSC 52: xterm's control sequence that sets the clipboard. */
function clipboard(text: string): string {
  return `${ESC}]52;c;${Buffer.from(text).toString('base64')}\u0007`;
}
