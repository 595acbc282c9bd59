/** Every byte from the learner's keyboard comes through here, and goes either to a program in a terminal or, as named keys, to the UI. */
import { firstKey, flushedKey } from './input.ts';

/** Ctrl-], which takes the keyboard away from the program. */
const LEAVE = '\u001d';
/** How long a lone ESC may still be the beginning of a longer key. */
const ESCAPE_MS = 40;

export interface KeyboardTarget {
  /** A program has the keyboard now. */
  typing(): boolean;
  type(text: string): void;
  leave(): void;
  press(key: string): void;
}

export class Keyboard {
  readonly #target: KeyboardTarget;
  #pending = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(target: KeyboardTarget) {
    this.#target = target;
  }

  /** Who has the keyboard may change in the middle of a chunk: `t` and what is typed into the shell can come together. */
  feed(text: string): void {
    this.stop();
    let rest = this.#pending + text;
    this.#pending = '';
    while (rest !== '') {
      if (this.#target.typing()) rest = this.#type(rest);
      else {
        const decoded = firstKey(rest);
        if (decoded === undefined) {
          this.#wait(rest);
          return;
        }
        rest = rest.slice(decoded.length);
        if (decoded.key !== null) this.#target.press(decoded.key);
      }
    }
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #type(text: string): string {
    const end = text.indexOf(LEAVE);
    if (end < 0) {
      this.#target.type(text);
      return '';
    }
    if (end > 0) this.#target.type(text.slice(0, end));
    this.#target.leave();
    return text.slice(end + 1);
  }

  #wait(beginning: string): void {
    this.#pending = beginning;
    this.#timer = setTimeout(() => {
      this.#pending = '';
      const { key } = flushedKey(beginning);
      if (key !== null) this.#target.press(key);
    }, ESCAPE_MS);
  }
}
