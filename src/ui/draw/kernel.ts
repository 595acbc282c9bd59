/** The live kernel pane: the host's facts beside the container's, differences and changes marked, use and limits below. */
import { capabilityText } from '../../kernel/capabilities.ts';
import { type FactValue, isError } from '../../observe/facts.ts';
import { appOf } from '../../session/state-queries.ts';
import { type Model, shownSubject } from '../state/model.ts';
import type { Size } from '../state/view.ts';
import { cell, columnsOf, cut, cutStart, oneLine, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { causeText, type FactRow, factGroups, isLongList, LABEL, valueText } from './fact-rows.ts';
import { addedLines, countText } from './long-lists.ts';
import { heading, type PaneText, scrolled } from './pane.ts';
import { usageLines } from './usage.ts';

const WIDE_LABEL = 26;
/** `#186-187` */
const CAUSE = 8;
/** Blanks and the mark between the columns. */
const BETWEEN = 6;
/** `cgroup:[4026531835]` */
const LINK = 19;

interface Columns {
  label: number;
  value: number;
  all: number;
}

export function kernelPane(model: Model, size: Size): PaneText {
  const use = usageLines(model, size.columns);
  const table = factLines(model, size.columns);
  const room = Math.max(1, size.rows - use.length - 1);
  const view = scrolled(table, model.view.scroll.kernel, room);
  return {
    title: 'Kernel',
    note: view.note,
    lines: [columnTitles(model, size.columns), ...view.lines, ...use],
    focused: model.view.pane === 'kernel' && !model.view.typing,
  };
}

/** Everything below the column titles: what scrolls. */
export function factLines(model: Model, width: number): string[] {
  const columns = columnsFor(width);
  return factGroups(model).flatMap(group => [
    heading(group.title),
    ...group.rows.flatMap(row => rowLines(row, columns)),
  ]);
}

/** Lines that are not part of the scrolled table. */
export function fixedLines(model: Model, width: number): number {
  return usageLines(model, width).length + 1;
}

function columnTitles(model: Model, width: number): string {
  const { label, value } = columnsFor(width);
  const host = model.session.subjects.host;
  const subject = shownSubject(model.session);
  const left = host ? `host ${host.pid}` : 'host';
  const right = subject
    ? `${subject.name} ${subject.state.pid}${subject.ended ? ' ended' : ''}`
    : appOf(model.session)?.exit
      ? 'the container is gone'
      : 'no container yet';
  return cut(`${' '.repeat(label + 2)}${theme.title(cell(left, value))}   ${theme.title(cell(right, value))}`, width);
}

function columnsFor(width: number): Columns {
  const label = width < 90 ? LABEL : WIDE_LABEL;
  return { label, value: Math.max(8, Math.floor((width - label - CAUSE - BETWEEN) / 2)), all: width };
}

function rowLines(row: FactRow, columns: Columns): string[] {
  const long = isLongList(row.key);
  const text = (value: FactValue | undefined) =>
    long && Array.isArray(value) && (value.length > 1 || (row.key === 'mounts' && value.length > 0))
      ? countText(value)
      : shortText(row, value, columns.value);
  const host = cell(text(row.host), columns.value);
  const mine = cell(text(row.mine), columns.value);
  const sign = `${row.fresh ? theme.cause(mark.fresh) : ' '}${row.differs ? theme.differs(mark.differs) : ' '}`;
  const causeCell = cell(causeText(row.change), CAUSE);
  const painted = row.fresh ? theme.fresh(mine) : row.differs ? theme.differs(mine) : theme.quiet(mine);
  const label = columns.label + (row.host === undefined ? 1 + columns.value : 0);
  const named = cell(cutStart(row.label, label), label) + (row.host === undefined ? '' : ` ${theme.quiet(host)}`);
  const line = ` ${named}${sign} ${painted} ${row.fresh ? theme.cause(causeCell) : theme.quiet(causeCell)}`;
  return [cut(line, columns.all), ...(long ? addedLines(row, columns.all) : capabilityLines(row, columns.all))];
}

/** The names of a capability set that is not the host's: the kernel's bits in its own words. */
function capabilityLines(row: FactRow, columns: number): string[] {
  const words = row.differs && row.key.startsWith('status.Cap') ? capabilityText(valueText(row.mine)) : null;
  return words === null ? [] : wrap(words, columns - 4).map(line => theme.quiet(`    ${line}`));
}

/** Where it does not fit, a namespace link keeps only its number, a path its end, and a map of ids its fields without the kernel's columns. */
function shortText(row: FactRow, value: FactValue | undefined, columns: number): string {
  const text = oneLine(isError(value) ? value.error : valueText(value));
  if (row.key.startsWith('ns.') && columns < LINK) return text.replace(/^[a-z_]+:\[(\d+)\]$/, '$1');
  if (columnsOf(text) > columns && /^[ug]id_map$/.test(row.key)) return text.trim().replaceAll(/ +/g, ' ');
  if (columnsOf(text) > columns && (row.key.startsWith('link.') || text.startsWith('/')))
    return cutStart(text, columns);
  return text;
}
