/** What a program writes to its terminal → the lines that a terminal would show. Loaded only when a terminal is opened. */

import type { IBufferCell } from '@xterm/headless';
import xterm from '@xterm/headless';
import { oneLine } from './text.ts';
import type { Size } from './view.ts';

const SCROLLBACK = 1000;

export class Emulator {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  /** `answer` gets the replies to questions that programs ask their terminal (where the cursor is, what it can do). */
  constructor({ columns, rows }: Size, answer: (data: string) => void) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: SCROLLBACK });
    this.#terminal.onData(answer);
  }

  write(data: Buffer | string, done: () => void): void {
    this.#terminal.write(data, done);
  }

  resize({ columns, rows }: Size): void {
    this.#terminal.resize(columns, rows);
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
