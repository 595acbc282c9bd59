/** The one key table. What keys do, the key bar and the help overlay all come from it. */

/**
 * Where a key is pressed. `question`: a lesson whose step is a question, where letters choose. `recorded`: the lesson screen of a
 * recording. `words` and `find`: the glossary, of the step and as a whole. `typing`: the embedded terminal has the keyboard.
 */
export type Context = 'menu' | 'lesson' | 'question' | 'recorded' | 'jump' | 'box' | 'words' | 'find' | 'typing';

export type Action =
  | 'next'
  | 'back'
  | 'jump'
  | 'open'
  | 'choose'
  | 'skip'
  | 'panic'
  | 'words'
  | 'allWords'
  | 'erase'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'top'
  | 'bottom'
  | 'pane'
  | 'paneBack'
  | 'lesson'
  | 'kernel'
  | 'calls'
  | 'terminal'
  | 'shell'
  | 'shellWhole'
  | 'app'
  | 'nsenter'
  | 'help'
  | 'menu'
  | 'dismiss'
  | 'leave'
  | 'play'
  | 'scrub'
  | 'scrubBack'
  | 'quit';

export interface Binding {
  action: Action;
  /** Names as `input.ts` gives them. */
  keys: string[];
  /** How the keys are written on the screen. */
  label: string;
  where: Context[];
  /** Two or three words for the key bar; null: not on the bar. */
  bar: string | null;
  /** Null where the binding before it speaks for both. */
  help: string | null;
  /** Only when there is such a thing. */
  needs?: Need;
}

/** `answer`: a question waits for one; `running`: the panic key has something to kill. */
export type Need = 'app' | 'subject' | 'answer' | 'running' | 'glossary';

const LISTS: Context[] = ['menu', 'jump'];
const STEPS: Context[] = ['lesson', 'question'];
const BOXES: Context[] = ['jump', 'box', 'words'];

export const BINDINGS: Binding[] = [
  {
    action: 'open',
    keys: ['enter', 'right'],
    label: 'Enter',
    where: LISTS,
    bar: 'open',
    help: 'open the chosen lesson or step',
  },
  {
    action: 'choose',
    keys: ['a', 'b', 'c', 'd', 'e', 'f'],
    label: 'a b c d',
    where: ['question'],
    bar: 'answer',
    help: 'answer the question; the answer is then locked in',
    needs: 'answer',
  },
  {
    action: 'next',
    keys: ['enter', 'n', 'right'],
    label: 'Enter n →',
    where: ['question'],
    bar: 'next',
    help: 'answer with the choice that ↑ ↓ are on; after that, go on',
  },
  {
    action: 'skip',
    keys: ['s'],
    label: 's',
    where: ['question'],
    bar: 'skip',
    help: 'go on without an answer',
    needs: 'answer',
  },
  {
    action: 'back',
    keys: ['left'],
    label: '←',
    where: ['question'],
    bar: 'back',
    help: 'one step back',
  },
  {
    action: 'next',
    keys: ['enter', 'n', 'right'],
    label: 'Enter n →',
    where: ['lesson'],
    bar: 'next',
    help: 'carry out this step; when it is done, go on',
  },
  {
    action: 'back',
    keys: ['b', 'left'],
    label: 'b ←',
    where: ['lesson'],
    bar: 'back',
    help: 'one step back: the container is rebuilt up to there',
  },
  {
    action: 'panic',
    keys: ['K'],
    label: 'K',
    where: ['menu', ...STEPS, ...BOXES],
    bar: 'kill it',
    help: 'the panic key: kill everything in the groups of what runs now',
    needs: 'running',
  },
  {
    action: 'jump',
    keys: ['g', 'j'],
    label: 'g',
    where: STEPS,
    bar: 'jump',
    help: 'jump to any step of any lesson',
  },
  {
    action: 'shell',
    keys: ['t'],
    label: 't',
    where: STEPS,
    bar: 'shell',
    help: 'a shell inside, in this screen',
    needs: 'subject',
  },
  {
    action: 'app',
    keys: ['a'],
    label: 'a',
    where: ['lesson'],
    bar: 'app',
    help: "the application's own terminal",
    needs: 'app',
  },
  {
    action: 'shellWhole',
    keys: ['T'],
    label: 'T',
    where: STEPS,
    bar: null,
    help: 'the whole screen for a shell or the running app; Ctrl-] leaves',
    needs: 'subject',
  },
  {
    action: 'nsenter',
    keys: ['y'],
    label: 'y',
    where: STEPS,
    bar: null,
    help: 'the nsenter line for another terminal',
    needs: 'subject',
  },
  {
    action: 'pane',
    keys: ['tab'],
    label: 'Tab',
    where: STEPS,
    bar: 'pane',
    help: 'to the next pane; Shift-Tab: to the one before',
  },
  { action: 'paneBack', keys: ['shift-tab'], label: 'Shift-Tab', where: STEPS, bar: null, help: null },
  {
    action: 'up',
    keys: ['up', 'k'],
    label: '↑ ↓',
    where: ['menu', ...STEPS, ...BOXES],
    bar: null,
    help: 'one line up, one line down',
  },
  { action: 'down', keys: ['down'], label: '↓', where: ['menu', ...STEPS, ...BOXES], bar: null, help: null },
  {
    action: 'pageUp',
    keys: ['pageup'],
    label: 'PgUp PgDn',
    where: ['menu', ...STEPS, ...BOXES],
    bar: null,
    help: 'one page up or down (down: also Space)',
  },
  {
    action: 'pageDown',
    keys: ['pagedown', ' '],
    label: 'PgDn',
    where: ['menu', ...STEPS, ...BOXES],
    bar: null,
    help: null,
  },
  {
    action: 'top',
    keys: ['home'],
    label: 'Home End',
    where: ['menu', ...STEPS, ...BOXES],
    bar: null,
    help: 'to the beginning, to the end',
  },
  { action: 'bottom', keys: ['end'], label: 'End', where: ['menu', ...STEPS, ...BOXES], bar: null, help: null },
  {
    action: 'lesson',
    keys: ['1'],
    label: '1 2 3 4',
    where: STEPS,
    bar: null,
    help: 'the lesson, the kernel, the calls, the terminal',
  },
  { action: 'kernel', keys: ['2'], label: '2', where: STEPS, bar: null, help: null },
  { action: 'calls', keys: ['3'], label: '3', where: STEPS, bar: null, help: null },
  { action: 'terminal', keys: ['4'], label: '4', where: STEPS, bar: null, help: null },
  {
    action: 'leave',
    keys: ['ctrl-]'],
    label: 'Ctrl-]',
    where: ['typing'],
    bar: 'leave the terminal (it lives on)',
    help: 'leave the terminal; it lives on',
  },
  {
    action: 'allWords',
    keys: ['w', 'tab'],
    label: 'w',
    where: ['words'],
    bar: 'all terms',
    help: 'every term of the course',
  },
  {
    action: 'erase',
    keys: ['backspace'],
    label: 'Backspace',
    where: ['find'],
    bar: 'erase',
    help: 'letters narrow the list; Backspace takes one away',
  },
  {
    action: 'up',
    keys: ['up'],
    label: '↑ ↓',
    where: ['find'],
    bar: 'choose',
    help: null,
  },
  { action: 'down', keys: ['down'], label: '↓', where: ['find'], bar: null, help: null },
  { action: 'pageUp', keys: ['pageup'], label: 'PgUp', where: ['find'], bar: null, help: null },
  { action: 'pageDown', keys: ['pagedown'], label: 'PgDn', where: ['find'], bar: null, help: null },
  { action: 'top', keys: ['home'], label: 'Home', where: ['find'], bar: null, help: null },
  { action: 'bottom', keys: ['end'], label: 'End', where: ['find'], bar: null, help: null },
  {
    action: 'dismiss',
    keys: ['escape', 'enter'],
    label: 'Esc',
    where: ['find'],
    bar: 'close',
    help: 'close the glossary',
  },
  {
    action: 'dismiss',
    keys: ['escape', 'enter', 'q'],
    label: 'Esc',
    where: ['words'],
    bar: 'close',
    help: 'close the glossary',
  },
  {
    action: 'dismiss',
    keys: ['escape', 'enter', 'q', 'h', '?', 'y'],
    label: 'Esc',
    where: ['box'],
    bar: 'close',
    help: 'close the box',
  },
  {
    action: 'dismiss',
    keys: ['escape', 'q', 'g', 'j'],
    label: 'Esc',
    where: ['jump'],
    bar: 'close',
    help: 'stay where you are',
  },
  { action: 'help', keys: ['h', '?'], label: 'h ?', where: ['menu', ...STEPS], bar: 'help', help: 'this help' },
  { action: 'menu', keys: ['q'], label: 'q', where: STEPS, bar: 'menu', help: 'to the menu' },
  { action: 'quit', keys: ['q'], label: 'q', where: ['menu'], bar: 'quit', help: 'quit; everything is taken down' },
  {
    action: 'words',
    keys: ['w'],
    label: 'w',
    where: ['menu', ...STEPS],
    bar: 'words',
    help: 'what the underlined words mean; again: every term of the course',
    needs: 'glossary',
  },
  {
    action: 'quit',
    keys: ['ctrl-c'],
    label: 'Ctrl-C',
    where: ['menu', ...STEPS, ...BOXES, 'find'],
    bar: null,
    help: 'quit from anywhere; in the terminal it goes to the program there',
  },
];

/** Come before the keys of the lesson screen. */
const OF_RECORDING: Binding[] = [
  {
    action: 'play',
    keys: [' '],
    label: 'Space',
    where: ['recorded'],
    bar: 'play/pause',
    help: 'play the recording, or pause',
  },
  {
    action: 'scrubBack',
    keys: ['['],
    label: '[ ]',
    where: ['recorded'],
    bar: 'scrub',
    help: 'a little back, a little forward in the recording',
  },
  { action: 'scrub', keys: [']'], label: ']', where: ['recorded'], bar: null, help: null },
];

/** What `key` does in `context`, or null. */
export function bindingOf(context: Context, key: string): Binding | null {
  return bindingsOf(context).find(b => b.keys.includes(key)) ?? null;
}

/** The bindings of a context in the order of the table. */
export function bindingsOf(context: Context): Binding[] {
  return context === 'recorded' ? ofRecording() : BINDINGS.filter(b => b.where.includes(context));
}

/** Nothing runs in a recording: what needs something that does is not there. */
function ofRecording(): Binding[] {
  const taken = OF_RECORDING.flatMap(b => b.keys);
  const rest = bindingsOf('lesson').filter(b => b.needs === undefined || b.needs === 'glossary');
  return [...OF_RECORDING, ...rest.map(b => ({ ...b, keys: b.keys.filter(key => !taken.includes(key)) }))];
}
