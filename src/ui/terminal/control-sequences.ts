/**
 * What a program writes → the same in pieces whose work an emulator can bound. An emulator repeats some things as often as a number
 * of the program's says, and keeps what it is told for as long as it is told: here numbers are cut to the screen, strings and marks
 * on one letter end somewhere. Only whole sequences come out. Forms: ECMA-48, and ctlseqs of xterm.
 */
import type { Size } from '../draw/layout.ts';

/** No mode, colour or place has more. */
const HIGHEST = 9999;
/** Characters of a sequence, and of a string that it introduces; a longer one is left out. */
const LONGEST_SEQUENCE = 256;
const LONGEST_STRING = 1024;
/** Marks on one letter. */
const MARKS = 8;
/** A piece ends after so many characters or sequences, each of which may write the screen full once. */
const CHARACTERS = 4096;
const SEQUENCES = 32;

/** What may end the text that needs no look (quick), and what does: ESC, C1, and marks that take no column. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_ASCII = /[\u001b\u0080-\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const SPECIAL = /[\u001b\u0080-\u009f\u1160-\u11ff\p{M}\p{Cf}]/gu;
/** Marks that nobody sees: they join, hide or turn round what stands beside them. */
const FORMAT = /\p{Cf}/u;
/** A well-formed control sequence between its introducer and its last character. */
const PARAMETERS = /^[<-?]?[\d:;]*[ -/]*$/;

const ESC = '\u001b';
/** Commands that repeat something, by their last character: down or across the screen, or over all of it. */
const REPEAT: Readonly<Record<string, (size: Size) => number>> = {
  ...each('LMST', ({ rows }) => rows),
  ...each('@PXZI', ({ columns }) => columns),
  b: ({ columns, rows }) => columns * rows,
};

type State = 'text' | 'escape' | 'control' | 'device' | 'ignored' | 'title';

export class ControlSequences {
  #size: Size;
  #state: State = 'text';
  /** Of the sequence or string so far, without its introducer. */
  #held = '';
  #tooLong = false;
  /** Marks that may still follow. */
  #marks = 0;
  #pieces: string[] = [];
  #piece = '';
  #sequences = 0;

  constructor(size: Size) {
    this.#size = size;
  }

  resize(size: Size): void {
    this.#size = size;
  }

  /** The pieces that `text` completes; what is only the beginning of a sequence is kept for the next call. */
  feed(text: string): string[] {
    for (let at = 0; at < text.length; ) at = this.#state === 'text' ? this.#plain(text, at) : this.#inside(text, at);
    this.#endPiece();
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** Text up to the next character that is not. */
  #plain(text: string, at: number): number {
    const end = nextSpecial(text, at);
    for (let from = at; from < end; from += CHARACTERS) this.#put(text.slice(from, Math.min(end, from + CHARACTERS)));
    // behind a control character no letter waits for a mark: the cursor may be at one that has many
    if (end > at) this.#marks = text.charCodeAt(end - 1) < 0x20 ? 0 : MARKS;
    if (end === text.length) return end;
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    const code = char.charCodeAt(0);
    if (code === 0x1b || (code >= 0x80 && code < 0xa0)) this.#control(char);
    else if (this.#marks > 0 && !FORMAT.test(char)) {
      this.#marks--;
      this.#put(char);
    }
    return end + char.length;
  }

  /** C0 and C1 are obeyed in the middle of anything: a C1 and some C0 end it, the others are carried out at once. */
  #control(char: string): void {
    const code = char.charCodeAt(0);
    this.#marks = 0;
    if (code === 0x1b) this.#begin('escape');
    else if (code >= 0x80) this.#introduced(String.fromCharCode(code - 0x40));
    else {
      if (code === 0x18 || code === 0x1a) this.#begin('text');
      this.#put(char);
    }
  }

  #inside(text: string, at: number): number {
    const char = text[at] ?? '';
    const code = char.charCodeAt(0);
    const isString = this.#state === 'device' || this.#state === 'ignored' || this.#state === 'title';
    if (isString) return this.#string(text, at);
    if (code < 0x20 || (code >= 0x80 && code < 0xa0)) this.#control(char);
    else if (code >= 0xa0) {
      this.#begin('text'); // no sequence has it: it is text again
      return at;
    } else if (code !== 0x7f) this.#sequence(char, code);
    return at + 1;
  }

  #sequence(char: string, code: number): void {
    const isLast = this.#state === 'control' ? code >= 0x40 : code >= 0x30;
    if (!isLast) this.#hold(char);
    else if (this.#state === 'escape' && this.#held === '') this.#introduced(char);
    else {
      const held = this.#tooLong ? null : this.#state === 'control' ? this.#bounded(char) : this.#held;
      if (held !== null) this.#putSequence(`${ESC}${this.#state === 'control' ? '[' : ''}${held}${char}`);
      this.#begin('text');
    }
  }

  /** ESC and this character, or the C1 that stands for both. */
  #introduced(char: string): void {
    if (char === '[') this.#begin('control');
    else if (char === 'P') this.#begin('device');
    else if (char === ']') this.#begin('title');
    else if (char === 'X' || char === '^' || char === '_') this.#begin('ignored');
    else {
      this.#begin('text');
      if (char !== '\\') this.#putSequence(ESC + char);
    }
  }

  /** Device control, operating system command (a title, a link, a clipboard: nothing that is drawn), and the strings nobody obeys. */
  #string(text: string, at: number): number {
    let end = at;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 0x1b || code === 0x18 || code === 0x1a || code === 7 || (code >= 0x80 && code < 0xa0)) break;
    }
    if (this.#state === 'device') this.#hold(text.slice(at, end));
    if (end === text.length) return end;
    const code = text.charCodeAt(end);
    if (code === 7 && this.#state !== 'title') return end + 1;
    const isWhole = this.#state === 'device' && !this.#tooLong && (code === 0x1b || code === 0x9c);
    if (isWhole) this.#putSequence(`${ESC}P${this.#held}${ESC}\\`);
    this.#begin('text');
    if (code !== 7 && code !== 0x18 && code !== 0x1a) this.#control(text[end] ?? '');
    return end + 1;
  }

  /** The parameters with no number above what it can mean; null when they are no parameters. */
  #bounded(last: string): string | null {
    if (!PARAMETERS.test(this.#held)) return null;
    const most = /^[<-?]/.test(this.#held) ? HIGHEST : (REPEAT[last]?.(this.#size) ?? HIGHEST);
    return this.#held.replace(/\d+/g, digits => String(Math.min(Number(digits), most)));
  }

  #hold(text: string): void {
    const longest = this.#state === 'device' ? LONGEST_STRING : LONGEST_SEQUENCE;
    if (this.#held.length + text.length > longest) this.#tooLong = true;
    else this.#held += text;
  }

  #begin(state: State): void {
    this.#state = state;
    this.#held = '';
    this.#tooLong = false;
    this.#marks = 0;
  }

  #putSequence(sequence: string): void {
    this.#put(sequence);
    if (++this.#sequences >= SEQUENCES) this.#endPiece();
  }

  #put(text: string): void {
    this.#piece += text;
    if (this.#piece.length >= CHARACTERS) this.#endPiece();
  }

  #endPiece(): void {
    if (this.#piece !== '') this.#pieces.push(this.#piece);
    this.#piece = '';
    this.#sequences = 0;
  }
}

function nextSpecial(text: string, at: number): number {
  NOT_ASCII.lastIndex = at;
  const maybe = NOT_ASCII.exec(text)?.index;
  if (maybe === undefined) return text.length;
  SPECIAL.lastIndex = maybe;
  return SPECIAL.exec(text)?.index ?? text.length;
}

function each(lasts: string, most: (size: Size) => number): Record<string, (size: Size) => number> {
  return Object.fromEntries([...lasts].map(last => [last, most]));
}
