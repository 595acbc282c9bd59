/** The tabs of a small terminal. Those that are hidden tell what this step has brought them. */
import { isUsageKey } from '../../kernel/cgroup/index.ts';
import { BINDINGS } from '../keys/keys.ts';
import { type Model, shownSubject } from '../state/model.ts';
import { PANES, type PaneName } from '../state/view.ts';
import { cut } from '../text/text.ts';
import { theme } from '../text/theme.ts';

/** Of the tabs and their news together; in less room there are no news. */
const ROOM = 68;

export function tabsLine(model: Model, columns: number): string {
  const tabs = PANES.map(pane => {
    const key = BINDINGS.find(b => b.action === pane)?.keys[0] ?? '';
    if (pane === model.view.pane) return theme.focus(`[${key} ${pane}]`);
    const news = columns < ROOM ? '' : newsOf(model, pane);
    const told = news === '' ? '' : `${theme.quiet(':')} ${theme.cause(news)}`;
    return `${theme.quiet(` ${key} ${pane}`)}${told} `;
  });
  return cut(` ${tabs.join(' ')}`, columns);
}

/** `2 changes`, `4 new`: of this step. */
function newsOf({ session }: Model, pane: PaneName): string {
  if (pane === 'calls') {
    const calls = session.syscalls.filter(({ seq }) => seq >= session.stepFirstSeq).length;
    return calls === 0 ? '' : `${calls} new`;
  }
  if (pane !== 'kernel') return '';
  const subject = shownSubject(session)?.name;
  const changed = session.changes.filter(c => c.subject === subject && !(c.cause === null && isUsageKey(c.key)));
  const facts = new Set(changed.map(({ key }) => key)).size;
  return facts === 0 ? '' : `${facts} ${facts === 1 ? 'change' : 'changes'}`;
}
