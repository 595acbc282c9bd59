/** The last line: the keys that do something here and now. */
import { columnsOf } from '../text/text.ts';
import { theme } from '../text/theme.ts';

export interface KeyBarView {
  keys: { label: string; bar: string; always: boolean }[];
}

/** Where it is too narrow for all, those that are `always` shown keep their room. */
export function keyBarLine({ keys }: KeyBarView, columns: number): string {
  const widthOf = ({ label, bar }: { label: string; bar: string }) => columnsOf(` ${label} ${bar} `);
  let room = columns - 1 - keys.reduce((sum, key) => sum + (key.always ? widthOf(key) : 0), 0);
  const shown = keys.filter(key => {
    if (key.always) return true;
    room -= widthOf(key);
    return room >= 0;
  });
  return ` ${shown.map(({ label, bar }) => `${theme.key(label)} ${bar}`).join('  ')}`;
}
