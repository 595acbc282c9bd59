/** The tabs of a small terminal. Those that are hidden tell what this step has brought them. */
import { BINDINGS } from '../keys/keys.ts';
import { cut } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { PANES, type PaneName } from './layout.ts';

export interface TabsView {
  /** The one that is shown. */
  pane: PaneName;
  /** Calls of this step. */
  newCalls: number;
  /** Facts of the subject that this step has changed. */
  changedFacts: number;
}

/** Of the tabs and their news together; in less room there are no news. */
const ROOM = 68;

export function tabsLine(view: TabsView, columns: number): string {
  const tabs = PANES.map(pane => {
    const key = BINDINGS.find(b => b.action === pane)?.keys[0] ?? '';
    if (pane === view.pane) return theme.focus(`[${key} ${pane}]`);
    const news = columns < ROOM ? '' : newsOf(view, pane);
    const told = news === '' ? '' : `${theme.quiet(':')} ${theme.cause(news)}`;
    return `${theme.quiet(` ${key} ${pane}`)}${told} `;
  });
  return cut(` ${tabs.join(' ')}`, columns);
}

/** `2 changes`, `4 new`: of this step. */
function newsOf({ newCalls, changedFacts }: TabsView, pane: PaneName): string {
  if (pane === 'calls') return newCalls === 0 ? '' : `${newCalls} new`;
  if (pane !== 'kernel' || changedFacts === 0) return '';
  return `${changedFacts} ${changedFacts === 1 ? 'change' : 'changes'}`;
}
