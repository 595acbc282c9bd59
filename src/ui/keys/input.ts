/** Bytes from the keyboard → names of keys. Several keys often come in one chunk, and one key sometimes in two. */

const ESC = '\u001b';

/** What terminals send after `ESC [` or `ESC O`, by the end of the sequence. */
const SEQUENCES: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  M: 'enter',
  '1~': 'home',
  '4~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '7~': 'home',
  '8~': 'end',
};

const CONTROLS: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u0003': 'ctrl-c',
  '\u001d': 'ctrl-]',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

interface Decoded {
  /** A printable character itself, or `enter` `tab` `escape` `up` `pagedown` `ctrl-c` …; null for a sequence without a meaning here. */
  key: string | null;
  /** Characters it took. */
  length: number;
}

/** The first key of `text`; undefined when it is only the beginning of one. */
export function firstKey(text: string): Decoded | undefined {
  const first = text.codePointAt(0);
  if (first === undefined) return undefined;
  const char = String.fromCodePoint(first);
  if (char === ESC) return escapeSequence(text);
  if (first < 32 || first === 127) return { key: CONTROLS[char] ?? null, length: 1 };
  return { key: char, length: char.length };
}

/** A lone ESC is the Esc key only if nothing follows: the caller waits a moment, then asks again with `nothingFollows`. */
export function flushedKey(text: string): Decoded {
  return { key: text === ESC ? 'escape' : null, length: text.length };
}

function escapeSequence(text: string): Decoded | undefined {
  const intro = text[1];
  if (intro === undefined) return undefined;
  if (intro !== '[' && intro !== 'O') return { key: 'escape', length: 1 };
  for (let i = 2; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x40 && code <= 0x7e) return { key: nameOf(text.slice(2, i + 1)), length: i + 1 };
    if (code < 0x20) return { key: null, length: i };
  }
  return undefined;
}

/** `1;5A` (with a modifier) is the same key as `A`. */
function nameOf(sequence: string): string | null {
  const end = sequence.at(-1) ?? '';
  const number = sequence.split(';')[0] ?? '';
  return SEQUENCES[sequence] ?? (end === '~' ? SEQUENCES[`${Number.parseInt(number, 10)}~`] : SEQUENCES[end]) ?? null;
}
