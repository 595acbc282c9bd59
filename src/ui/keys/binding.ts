/** What a line of the key table is made of. */

/**
 * Where a key is pressed. `question`: a lesson whose step is a question, where letters choose. `challenge`: one whose step is a
 * challenge; `asked`: one that asks whether something is the learner's. `demo`: the big screen of a class. `recorded`: the lesson screen of a recording. `glossary` and `allTerms`: the terms of
 * the step and as a whole. `typing`: the embedded terminal has the keyboard. `ended`: it
 * had it, and its program has ended: what is still typed must not become keys.
 */
export type Context =
  | 'menu'
  | 'lesson'
  | 'question'
  | 'challenge'
  | 'asked'
  | 'demo'
  | 'recorded'
  | 'jump'
  | 'box'
  | 'glossary'
  | 'allTerms'
  | 'typing'
  | 'ended';

export type Action =
  | 'next'
  | 'back'
  | 'jump'
  | 'toLesson'
  | 'open'
  | 'choose'
  | 'skip'
  | 'hint'
  | 'claim'
  | 'panic'
  | 'glossary'
  | 'allTerms'
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
  | 'host'
  | 'hostWhole'
  | 'app'
  | 'copy'
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

/**
 * `answer`: a question waits for one; `hint`: a challenge has one more; `lines`: there is something to copy; `running`: the panic
 * key has something to kill; `below`: what is read goes on.
 */
export type Need = 'below' | 'app' | 'subject' | 'answer' | 'hint' | 'lines' | 'running' | 'glossary';
