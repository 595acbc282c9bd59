/** Looking a key up in the one key table. What keys do, the key bar and the help overlay all come from it. */

import type { Binding, Context, Need } from './binding.ts';
import { BINDINGS, OF_RECORDING } from './key-table.ts';

export type { Action, Binding, Context, Need } from './binding.ts';
export { BINDINGS };

/** What `key` does in `context`, or null. */
export function bindingOf(context: Context, key: string): Binding | null {
  return bindingsOf(context).find(b => b.keys.includes(key)) ?? null;
}

/** The bindings of a context in the order of the table. */
export function bindingsOf(context: Context): Binding[] {
  return context === 'recorded' ? ofRecording() : BINDINGS.filter(b => b.where.includes(context));
}

const TITLES: [Context, string][] = [
  ['lesson', 'In a lesson'],
  ['question', 'At a question'],
  ['challenge', 'At a challenge'],
  ['menu', 'On the menu'],
  ['jump', 'In the list of steps'],
  ['typing', 'In the terminal'],
  ['ended', 'When its program has ended'],
  ['glossary', 'In the glossary'],
  ['allTerms', 'In the list of all terms'],
];

const MORE: [Context, string][] = [
  ['demo', 'In a demo'],
  ['recorded', 'In a recording'],
];

interface HelpSection {
  title: string;
  keys: { label: string; help: string }[];
}

/** What each key does, by where it is pressed. `all`: with the screens that are not the workshop's own. */
export function helpSections({ all } = { all: false }): HelpSection[] {
  return [...TITLES, ...(all ? MORE : [])].map(([context, title]) => ({
    title,
    keys: bindingsOf(context).flatMap(({ label, help, where }) => {
      // what is the same in a lesson or on the menu is not told twice
      const told = !['lesson', 'menu'].includes(context) && (where.includes('lesson') || where.includes('menu'));
      return told || help === null ? [] : [{ label, help }];
    }),
  }));
}

const NEEDED: readonly (Need | undefined)[] = [undefined, 'glossary', 'lines'];

/** Nothing runs in a recording: what needs something that does is not there. Space plays it, so PgDn goes on reading. */
function ofRecording(): Binding[] {
  const taken = OF_RECORDING.flatMap(b => b.keys);
  const rest = bindingsOf('lesson').flatMap(b => {
    if (b.needs === 'below') return { ...b, keys: ['pagedown'], label: 'PgDn' };
    return NEEDED.includes(b.needs) && b.action !== 'pageDown' ? b : [];
  });
  return [...OF_RECORDING, ...rest.map(b => ({ ...b, keys: b.keys.filter(key => !taken.includes(key)) }))];
}
