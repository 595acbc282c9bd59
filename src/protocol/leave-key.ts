/** Ctrl-], which takes the keyboard away from a program, in every form in which a terminal may send it. */

/**
 * The byte itself; `CSI 93;5u` of the kitty protocol, with other forms of the key, locks (64, 128), events (1 pressed, 2 repeated) and
 * text; `CSI 27;5;93~` of xterm's modifyOtherKeys. Ctrl-5 is the same byte on keyboards without a key for `]`.
 */
const KEY = '(?:93|53)(?::\\d*)*|\\d+:\\d*:93';
const CTRL = '(?:5|69|133|197)';
const LEAVE = new RegExp(`\u001d|\u001b\\[(?:${KEY});${CTRL}(?::[12])?(?:;[\\d:]*)?u|\u001b\\[27;${CTRL};(?:93|53)~`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for
const BEGINNING = /\u001b(?:\[[\d:;]{0,40})?$/;

/** What is typed before the key and after it; null when it is not pressed. */
export function splitAtLeaveKey(text: string): { before: string; after: string } | null {
  const found = LEAVE.exec(text);
  return found && { before: text.slice(0, found.index), after: text.slice(found.index + found[0].length) };
}

/** The end of `text` that may be the beginning of the key: `''` when none is. */
export function beginningOfLeaveKey(text: string): string {
  return BEGINNING.exec(text)?.[0] ?? '';
}
