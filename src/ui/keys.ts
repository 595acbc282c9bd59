/** Looking a key up in the one key table. What keys do, the key bar and the help overlay all come from it. */
import { BINDINGS, OF_RECORDING } from './key-table.ts';
import type { Binding, Context, Need } from './key-words.ts';

export type { Action, Binding, Context, Need } from './key-words.ts';
export { BINDINGS };

/** What `key` does in `context`, or null. */
export function bindingOf(context: Context, key: string): Binding | null {
  return bindingsOf(context).find(b => b.keys.includes(key)) ?? null;
}

/** The bindings of a context in the order of the table. */
export function bindingsOf(context: Context): Binding[] {
  return context === 'recorded' ? ofRecording() : BINDINGS.filter(b => b.where.includes(context));
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
