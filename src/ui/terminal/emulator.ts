/** What a program writes to its terminal → the lines that a terminal would show. Loaded only when a terminal is opened. */

import { StringDecoder } from 'node:string_decoder';
import type { IBufferCell } from '@xterm/headless';
import xterm from '@xterm/headless';
import type { Size } from '../draw/layout.ts';
import { oneLine } from '../text/text.ts';
import { ControlSequences } from './control-sequences.ts';

const SCROLLBACK = 1000;

/** Characters that may wait to be drawn; of a program that writes faster the oldest are left out, so that keys and memory are not its. */
const WAITING = 128 * 1024;
/** Answers a second. A program asks a dozen questions when it starts. */
const ANSWERS = 50;

interface Piece {
  text: string;
  done: (() => void) | null;
}

export class Emulator {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #decoder = new StringDecoder('utf8');
  readonly #sequences: ControlSequences;
  readonly #answer: (data: string) => void;
  /** Not yet drawn, in order; `done` after the last piece of a write. */
  readonly #waiting: Piece[] = [];
  #characters = 0;
  #drawing = false;
  #over = false;
  #second = 0;
  #answers = 0;

  /** `answer` gets the replies to questions that programs ask their terminal (where the cursor is, what it can do). */
  constructor(size: Size, answer: (data: string) => void) {
    const { columns, rows } = size;
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: SCROLLBACK });
    this.#sequences = new ControlSequences(size);
    this.#answer = answer;
    this.#terminal.onData(data => this.#reply(data));
  }

  /** `done` is called when it has been drawn, or left out. */
  write(data: Buffer | string, done: () => void): void {
    const pieces = this.#sequences.feed(typeof data === 'string' ? data : this.#decoder.write(data));
    const last = pieces.length - 1;
    if (last < 0) pieces.push('');
    pieces.forEach((text, i) => {
      this.#waiting.push({ text, done: i >= last ? done : null });
      this.#characters += text.length;
    });
    while (this.#characters > WAITING && this.#waiting.length > 1) this.#take()?.done?.();
    if (!this.#drawing) this.#draw();
  }

  resize(size: Size): void {
    this.#sequences.resize(size);
    this.#terminal.resize(size.columns, size.rows);
  }

  #take(): Piece | undefined {
    const piece = this.#waiting.shift();
    this.#characters -= piece?.text.length ?? 0;
    return piece;
  }

  /** One piece after the other: in between xterm lets the program's other work go on, every 12 ms. */
  #draw(): void {
    const piece = this.#over ? undefined : this.#take();
    this.#drawing = piece !== undefined;
    if (piece === undefined) return;
    this.#terminal.write(piece.text, () => {
      piece.done?.();
      this.#draw();
    });
  }

  #reply(data: string): void {
    const now = Math.floor(performance.now() / 1000);
    if (now !== this.#second) this.#answers = 0;
    this.#second = now;
    if (++this.#answers <= ANSWERS) this.#answer(data);
  }

  get cursor(): { column: number; row: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY };
  }

  /** One text a row, with colours; the cell under the cursor is inverted where `cursor` is set. */
  lines(cursor: boolean): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, y) => {
      const line = buffer.getLine(buffer.baseY + y);
      const at = cursor && y === buffer.cursorY ? Math.min(buffer.cursorX, this.#terminal.cols - 1) : -1;
      let text = '';
      let style = '';
      for (let x = 0; line && x < this.#terminal.cols; x++) {
        const cell = line.getCell(x);
        if (!cell || cell.getWidth() === 0) continue;
        const next = styleOf(cell, x === at);
        if (next !== style) text += `\u001b[0${next && `;${next}`}m`;
        style = next;
        text += oneLine(cell.getChars()) || ' ';
      }
      return style === '' ? text : `${text}\u001b[0m`;
    });
  }

  dispose(): void {
    this.#over = true;
    this.#terminal.dispose();
  }
}

/** SGR parameters of a cell. */
function styleOf(cell: IBufferCell, underCursor: boolean): string {
  const inverse = (cell.isInverse() !== 0) !== underCursor;
  return [
    cell.isBold() ? '1' : '',
    cell.isDim() ? '2' : '',
    cell.isItalic() ? '3' : '',
    cell.isUnderline() ? '4' : '',
    inverse ? '7' : '',
    colour(cell.getFgColor(), cell.isFgRGB(), cell.isFgPalette(), 30),
    colour(cell.getBgColor(), cell.isBgRGB(), cell.isBgPalette(), 40),
  ]
    .filter(part => part !== '')
    .join(';');
}

/** `base` 30 for the text, 40 for what is behind it. */
function colour(value: number, rgb: boolean, palette: boolean, base: 30 | 40): string {
  if (rgb) return `${base + 8};2;${(value >> 16) & 255};${(value >> 8) & 255};${value & 255}`;
  if (!palette) return '';
  if (value < 8) return String(base + value);
  return value < 16 ? String(base + 52 + value) : `${base + 8};5;${value}`;
}
