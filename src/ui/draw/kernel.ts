/** The live kernel pane: the host's facts beside the container's, differences and changes marked, use and limits below. */
import { capabilityText } from '../../kernel/capabilities.ts';
import { type FactValue, isError } from '../../words/fact-value.ts';
import { cell, columnsOf, cut, cutStart, oneLine, wrap } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import { causeText, type FactRow, type FactsView, factGroups, isLongList, LABEL, valueText } from './fact-rows.ts';
import type { Size } from './layout.ts';
import { addedLines, countText } from './long-lists.ts';
import { heading, type PaneText, scrolled } from './pane.ts';
import { type UsageView, usageLines } from './usage.ts';

const WIDE_LABEL = 26;
/** `#186-187` */
const CAUSE = 8;
/** Blanks and the mark between the columns. */
const BETWEEN = 6;
/** `cgroup:[4026531835]` */
const LINK = 19;

export interface KernelView {
  facts: FactsView;
  /** Null until it is known. */
  hostPid: number | null;
  /** Beside the host. */
  shown: { name: string; pid: number; ended: boolean } | null;
  /** There was a container. */
  gone: boolean;
  /** Null without a cgroup. */
  usage: UsageView | null;
  scroll: number;
  focused: boolean;
}

interface Columns {
  label: number;
  value: number;
  all: number;
}

export function kernelPane(view: KernelView, size: Size): PaneText {
  const use = usageLines(view.usage, size.columns);
  const table = factLines(view, size.columns);
  const room = Math.max(1, size.rows - use.length - 1);
  const shown = scrolled(table, view.scroll, room);
  return {
    title: 'Kernel',
    note: shown.note,
    lines: [columnTitles(view, size.columns), ...shown.lines, ...use],
    focused: view.focused,
  };
}

/** Everything below the column titles: what scrolls. */
export function factLines(view: KernelView, width: number): string[] {
  const columns = columnsFor(width);
  return factGroups(view.facts).flatMap(group => [
    heading(group.title),
    ...group.rows.flatMap(row => rowLines(row, columns)),
  ]);
}

/** Lines that are not part of the scrolled table. */
export function fixedLines(view: KernelView, width: number): number {
  return usageLines(view.usage, width).length + 1;
}

function columnTitles({ hostPid, shown, gone }: KernelView, width: number): string {
  const { label, value } = columnsFor(width);
  const left = hostPid === null ? 'host' : `host ${hostPid}`;
  const right = shown
    ? `${shown.name} ${shown.pid}${shown.ended ? ' ended' : ''}`
    : gone
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
  const sign = `${row.recent ? theme.cause(mark.alert) : ' '}${row.differs ? theme.differs(mark.differs) : ' '}`;
  const causeCell = cell(causeText(row.change), CAUSE);
  const painted = row.recent ? theme.recent(mine) : row.differs ? theme.differs(mine) : theme.quiet(mine);
  const label = columns.label + (row.host === undefined ? 1 + columns.value : 0);
  const named = cell(cutStart(row.label, label), label) + (row.host === undefined ? '' : ` ${theme.quiet(host)}`);
  const line = ` ${named}${sign} ${painted} ${row.recent ? theme.cause(causeCell) : theme.quiet(causeCell)}`;
  return [cut(line, columns.all), ...(long ? addedLines(row, columns.all) : capabilityLines(row, columns.all))];
}

/** The names of a capability set that is not the host's: the kernel's bits in its own words. */
function capabilityLines(row: FactRow, columns: number): string[] {
  const names = row.differs && row.key.startsWith('status.Cap') ? capabilityText(valueText(row.mine)) : null;
  return names === null ? [] : wrap(names, columns - 4).map(line => theme.quiet(`    ${line}`));
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
