/** The tabs of a small terminal. */
import { BINDINGS } from '../keys.ts';
import type { Model } from '../model.ts';
import { cut } from '../text.ts';
import { theme } from '../theme.ts';
import { PANES } from '../view.ts';

export function tabsLine(model: Model, columns: number): string {
  const tabs = PANES.map(pane => {
    const key = BINDINGS.find(b => b.action === pane)?.keys[0] ?? '';
    return pane === model.view.pane ? theme.focus(`[${key} ${pane}]`) : theme.quiet(` ${key} ${pane} `);
  });
  return cut(` ${tabs.join(' ')}`, columns);
}
