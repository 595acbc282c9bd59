/**
 * Modes of the learner's terminal that a program may have left on (ctlseqs of xterm, the keyboard protocol of kitty): all off again.
 * The guard has the same in C, native/src/modes/guard.c.
 */

/** VT52 mode, whose end comes first: in it nothing else is understood. */
const ANSI = '<';

/** None of these moves the cursor. */
const OFF = [
  ...['9', '1000', '1001', '1002', '1003', '1005', '1006', '1015', '1016'].map(mouse => `[?${mouse}l`),
  '[?1004l', // reports of focus, bracketed paste, drawing held back, reports of colours and of the size
  '[?2004l',
  '[?2026l',
  '[?2031l',
  '[?2048l',
  '[<99u', // keys as kitty sends them, and as xterm's modifyOtherKeys does
  '[>4m',
  '[?1l', // arrows and keypad of an application
  '>',
  '[4l', // insert, CR after LF, reverse video, margins left and right
  '[20l',
  '[?5l',
  '[?69l',
  '[?7h', // lines wrap, the cursor is seen and has its own form
  '[?25h',
  '[0 q',
  '%G', // UTF-8, ASCII as G0 and G1
  '(B',
  ')B',
  '[0m',
];

const sequences = (list: string[]): string => list.map(rest => `\u001b${rest}`).join('');
/** G0 is used again: no sequence of ESC's. */
const SHIFT_IN = '\u000f';

/**
 * For a screen that was lent, the alternate one: its margins, and back to the learner's, which has a stack of kitty's of its own.
 * Where the program had left the alternate screen already the cursor is where that was entered, or at home.
 */
export const SANE = `${sequences([ANSI, ...OFF])}${SHIFT_IN}${sequences(['[?6l', '[r', '[?1049l', '[<99u'])}`;

/** For a program that wrote below what was there: the cursor stays. */
export const SANE_IN_PLACE = `${sequences([ANSI, ...OFF])}${SHIFT_IN}${sequences(['[?1047l', '7', '[r', '8', '[<99u'])}`;
