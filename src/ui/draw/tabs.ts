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

/** Of the tabs and their changes together; in less room no changes are shown. */
const ROOM = 68;

export function tabsLine(view: TabsView, columns: number): string {
  const tabs = PANES.map(pane => {
    const key = BINDINGS.find(b => b.action === pane)?.keys[0] ?? '';
    if (pane === view.pane) return theme.focus(`[${key} ${pane}]`);
    const changes = columns < ROOM ? '' : changesOf(view, pane);
    const told = changes === '' ? '' : `${theme.quiet(':')} ${theme.cause(changes)}`;
    return `${theme.quiet(` ${key} ${pane}`)}${told} `;
  });
  return cut(` ${tabs.join(' ')}`, columns);
}

/** `2 changes`, `4 new`: of this step. */
function changesOf({ newCalls, changedFacts }: TabsView, pane: PaneName): string {
  if (pane === 'calls') return newCalls === 0 ? '' : `${newCalls} new`;
  if (pane !== 'kernel' || changedFacts === 0) return '';
  return `${changedFacts} ${changedFacts === 1 ? 'change' : 'changes'}`;
}
