/** The one key table: a line for each key, in the order of the key bar. */
import type { Action, Binding, Context, Need } from './binding.ts';

const LISTS: Context[] = ['menu', 'jump'];
/** The second: while it asks whether something is the learner's. */
const CHALLENGE: Context[] = ['challenge', 'asked'];
const STEPS: Context[] = ['lesson', 'question', ...CHALLENGE];
/** The big screen of a class has the keys of a lesson, and shows two of them. */
const DEMO: Context[] = ['demo'];
const BOXES: Context[] = ['jump', 'box', 'glossary'];
const SCROLLED: Context[] = ['menu', ...STEPS, ...DEMO, ...BOXES];
const ALL_STEPS: Context[] = [...STEPS, ...DEMO];

/** `bar` and `help` as in `Binding`. */
function key(
  action: Action,
  keys: string[],
  label: string,
  where: Context[],
  bar: string | null,
  help: string | null,
  needs?: Need,
): Binding {
  return { action, keys, label, where, bar, help, ...(needs && { needs }) };
}

// biome-ignore format: a table is read by its columns
export const BINDINGS: Binding[] = [
  key('open', ['enter', 'right'], 'Enter', LISTS, 'open', 'open the chosen lesson or step'),
  key('choose', ['a', 'b', 'c', 'd', 'e', 'f'], 'a b c d', ['question'], 'answer', 'answer the question; the answer is then locked in', 'answer'),
  key('next', ['enter', 'n', 'right'], 'Enter n →', ['question'], 'next', 'answer with the choice that ↑ ↓ are on; after that, go on'),
  key('skip', ['s'], 's', ['question'], 'skip', 'go on without an answer', 'answer'),
  key('back', ['left'], '←', ['question'], 'back', 'one step back'),
  key('next', ['enter', 'n', 'right'], 'Enter n →', ['lesson'], 'next', 'carry out this step; when it is done, go on'),
  key('next', ['enter', 'n', 'right', ' '], 'Enter', DEMO, 'go on', 'go on: the prediction, the deed, what it changed'),
  key('pageDown', [' '], 'Space', [...STEPS, 'box'], 'more', 'one page down', 'below'),
  key('back', ['b', 'left'], 'b ←', ['lesson'], 'back', 'one step back: the container is rebuilt up to there'),
  key('back', ['b', 'left'], '←', DEMO, 'back', 'one step back'),
  key('host', ['t'], 't', CHALLENGE, 'terminal', 'a terminal on this machine, beside the checklist'),
  key('hint', ['i'], 'i', CHALLENGE, 'hint', 'the next hint, of three; then (or when it is solved) a solution', 'hint'),
  key('next', ['enter', 'n', 'right'], 'Enter n →', CHALLENGE, 'go on', 'go on, solved or not'),
  key('back', ['b', 'left'], 'b ←', CHALLENGE, 'back', 'one step back'),
  key('hostWhole', ['T'], 'T', CHALLENGE, null, 'the same terminal on the whole screen; Ctrl-] leaves'),
  key('panic', ['K'], 'K', SCROLLED, 'kill it', 'the panic key: kill everything in the groups of what runs now', 'running'),
  key('jump', ['g', 'j'], 'g', STEPS, 'jump', 'jump to any step of any lesson'),
  key('jump', ['g', 'j'], 'g', DEMO, null, null),
  key('toLesson', [...'0123456789'], '0-9', ['jump'], 'to a lesson', 'to the first step of that lesson'),
  key('shell', ['t'], 't', ['lesson', 'question'], 'shell', 'a shell inside, in this screen', 'subject'),
  key('app', ['a'], 'a', ['lesson'], 'app', "the application's own terminal", 'app'),
  key('shellWhole', ['T'], 'T', ['lesson', 'question'], null, 'the whole screen for a shell or the running app; Ctrl-] leaves', 'subject'),
  key('claim', ['y'], 'y', ['asked'], 'yours', 'while it asks “Yours?”: yes; it counts from now on, and is kept as claimed'),
  key('copy', ['y'], 'y', ['lesson', 'question', 'challenge'], null, 'the command lines of this step, each in one piece to copy', 'lines'),
  key('copy', ['c'], 'c', CHALLENGE, null, 'the same, also while it asks “Yours?”', 'lines'),
  key('pane', ['tab'], 'Tab', STEPS, 'pane', 'to the next pane; Shift-Tab: to the one before'),
  key('paneBack', ['shift-tab'], 'Shift-Tab', STEPS, null, null),
  key('up', ['up', 'k'], '↑ ↓', SCROLLED, null, 'one line up, one line down'),
  key('down', ['down'], '↓', SCROLLED, null, null),
  key('pageUp', ['pageup'], 'PgUp PgDn', SCROLLED, null, 'one page up or down'),
  key('pageDown', ['pagedown'], 'PgDn', ['menu', ...STEPS, ...BOXES], null, null),
  key('pageDown', [' '], 'Space', ['menu', 'jump', 'glossary'], null, null),
  key('pageDown', ['pagedown'], 'PgDn', DEMO, null, null),
  key('top', ['home'], 'Home End', SCROLLED, null, 'to the beginning, to the end'),
  key('bottom', ['end'], 'End', SCROLLED, null, null),
  key('lesson', ['1'], '1 2 3 4', ALL_STEPS, null, 'the lesson, the kernel, the calls, the terminal'),
  key('kernel', ['2'], '2', ALL_STEPS, null, null),
  key('calls', ['3'], '3', ALL_STEPS, null, null),
  key('terminal', ['4'], '4', ALL_STEPS, null, null),
  key('leave', ['ctrl-]'], 'Ctrl-]', ['typing'], 'leave the terminal (it lives on)', 'leave the terminal; it lives on'),
  key('leave', ['enter', 'escape', 'ctrl-]'], 'Enter', ['ended'], 'leave', 'leave its last picture (Esc too); other keys do nothing there'),
  key('allTerms', ['w', 'tab'], 'w', ['glossary'], 'all terms', 'every term of the course'),
  key('erase', ['backspace'], 'Backspace', ['allTerms'], 'erase', 'letters narrow the list; Backspace takes one away'),
  key('up', ['up'], '↑ ↓', ['allTerms'], 'choose', null),
  key('down', ['down'], '↓', ['allTerms'], null, null),
  key('pageUp', ['pageup'], 'PgUp', ['allTerms'], null, null),
  key('pageDown', ['pagedown'], 'PgDn', ['allTerms'], null, null),
  key('top', ['home'], 'Home', ['allTerms'], null, null),
  key('bottom', ['end'], 'End', ['allTerms'], null, null),
  key('dismiss', ['escape', 'enter'], 'Esc', ['allTerms'], 'close', 'close the glossary'),
  key('dismiss', ['escape', 'enter', 'q'], 'Esc', ['glossary'], 'close', 'close the glossary'),
  key('dismiss', ['escape', 'enter', 'q', 'h', '?'], 'Esc', ['box'], 'close', 'close the box'),
  key('dismiss', ['escape', 'q', 'g', 'j'], 'Esc', ['jump'], 'close', 'stay where you are'),
  key('help', ['?', 'h'], '? h', ['menu', ...STEPS], 'help', 'this help'),
  key('help', ['h', '?'], 'h', DEMO, null, null),
  key('menu', ['q'], 'q', STEPS, 'menu', 'to the menu'),
  key('menu', ['q'], 'q', DEMO, 'menu', null),
  key('quit', ['q'], 'q', ['menu'], 'quit', 'quit; everything is taken down'),
  key('glossary', ['w'], 'w', ['menu', ...STEPS], 'words', 'what the underlined words mean; again: every term of the course', 'glossary'),
  key('quit', ['ctrl-c'], 'Ctrl-C', ['menu', ...ALL_STEPS, ...BOXES, 'allTerms', 'ended'], null, 'quit from anywhere; in the terminal it goes to the program there'),
];

/** Come before the keys of the lesson screen. */
// biome-ignore format: a table is read by its columns
export const OF_RECORDING: Binding[] = [
  key('play', [' '], 'Space', ['recorded'], 'play/pause', 'play the recording, or pause'),
  key('scrubBack', ['['], '[ ]', ['recorded'], 'scrub', 'a little back, a little forward in the recording'),
  key('scrub', [']'], ']', ['recorded'], null, null),
];
