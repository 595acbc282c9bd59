/** The one key table. What keys do, the key bar and the help overlay all come from it. */

/** Where a key is pressed. `typing`: the embedded terminal has the keyboard. `recorded`: the lesson screen of a recording. */
export type Context = 'menu' | 'lesson' | 'recorded' | 'jump' | 'box' | 'typing';

export type Action =
  | 'next'
  | 'back'
  | 'jump'
  | 'open'
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
  needs?: 'app' | 'subject';
}

const LISTS: Context[] = ['menu', 'jump'];

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
    action: 'jump',
    keys: ['g', 'j'],
    label: 'g',
    where: ['lesson'],
    bar: 'jump',
    help: 'jump to any step of any lesson',
  },
  {
    action: 'shell',
    keys: ['t'],
    label: 't',
    where: ['lesson'],
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
    where: ['lesson'],
    bar: null,
    help: 'the whole screen for a shell or the running app; Ctrl-] leaves',
    needs: 'subject',
  },
  {
    action: 'nsenter',
    keys: ['y'],
    label: 'y',
    where: ['lesson'],
    bar: null,
    help: 'the nsenter line for another terminal',
    needs: 'subject',
  },
  {
    action: 'pane',
    keys: ['tab'],
    label: 'Tab',
    where: ['lesson'],
    bar: 'pane',
    help: 'to the next pane; Shift-Tab: to the one before',
  },
  { action: 'paneBack', keys: ['shift-tab'], label: 'Shift-Tab', where: ['lesson'], bar: null, help: null },
  {
    action: 'up',
    keys: ['up', 'k'],
    label: '↑ ↓',
    where: ['menu', 'lesson', 'jump', 'box'],
    bar: null,
    help: 'one line up, one line down',
  },
  { action: 'down', keys: ['down'], label: '↓', where: ['menu', 'lesson', 'jump', 'box'], bar: null, help: null },
  {
    action: 'pageUp',
    keys: ['pageup'],
    label: 'PgUp PgDn',
    where: ['menu', 'lesson', 'jump', 'box'],
    bar: null,
    help: 'one page up or down (down: also Space)',
  },
  {
    action: 'pageDown',
    keys: ['pagedown', ' '],
    label: 'PgDn',
    where: ['menu', 'lesson', 'jump', 'box'],
    bar: null,
    help: null,
  },
  {
    action: 'top',
    keys: ['home'],
    label: 'Home End',
    where: ['menu', 'lesson', 'jump', 'box'],
    bar: null,
    help: 'to the beginning, to the end',
  },
  { action: 'bottom', keys: ['end'], label: 'End', where: ['menu', 'lesson', 'jump', 'box'], bar: null, help: null },
  {
    action: 'lesson',
    keys: ['1'],
    label: '1 2 3 4',
    where: ['lesson'],
    bar: null,
    help: 'the lesson, the kernel, the calls, the terminal',
  },
  { action: 'kernel', keys: ['2'], label: '2', where: ['lesson'], bar: null, help: null },
  { action: 'calls', keys: ['3'], label: '3', where: ['lesson'], bar: null, help: null },
  { action: 'terminal', keys: ['4'], label: '4', where: ['lesson'], bar: null, help: null },
  {
    action: 'leave',
    keys: ['ctrl-]'],
    label: 'Ctrl-]',
    where: ['typing'],
    bar: 'leave the terminal (it lives on)',
    help: 'leave the terminal; it lives on',
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
  { action: 'help', keys: ['h', '?'], label: 'h ?', where: ['menu', 'lesson'], bar: 'help', help: 'this help' },
  { action: 'menu', keys: ['q'], label: 'q', where: ['lesson'], bar: 'menu', help: 'to the menu' },
  { action: 'quit', keys: ['q'], label: 'q', where: ['menu'], bar: 'quit', help: 'quit; everything is taken down' },
  {
    action: 'quit',
    keys: ['ctrl-c'],
    label: 'Ctrl-C',
    where: ['menu', 'lesson', 'jump', 'box'],
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
  const rest = bindingsOf('lesson').filter(b => b.needs === undefined);
  return [...OF_RECORDING, ...rest.map(b => ({ ...b, keys: b.keys.filter(key => !taken.includes(key)) }))];
}
