/** Every byte from the learner's keyboard comes through here, and goes either to a program in a terminal or, as named keys, to the UI. */
import { beginningOfLeaveKey, splitAtLeaveKey } from '../../protocol/leave-key.ts';
import { firstKey, flushedKey } from './input.ts';

/** How long an ESC, or what follows it, may still be the beginning of a longer key. */
const ESCAPE_MS = 40;

interface KeyboardTarget {
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
      if (this.#target.typing()) {
        const split = splitAtLeaveKey(rest);
        if (split === null) {
          this.#type(rest);
          return;
        }
        if (split.before !== '') this.#target.type(split.before);
        this.#target.leave();
        rest = split.after;
      } else {
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

  /** The beginning of a key that leaves is kept a moment. */
  #type(text: string): void {
    const beginning = beginningOfLeaveKey(text);
    const whole = text.slice(0, text.length - beginning.length);
    if (whole !== '') this.#target.type(whole);
    if (beginning !== '') this.#wait(beginning);
  }

  #wait(beginning: string): void {
    this.#pending = beginning;
    this.#timer = setTimeout(() => {
      this.#pending = '';
      if (this.#target.typing()) {
        this.#target.type(beginning);
        return;
      }
      const { key } = flushedKey(beginning);
      if (key !== null) this.#target.press(key);
    }, ESCAPE_MS);
  }
}
