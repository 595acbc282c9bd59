/** Facts of the host and of the subject beside it → rows of a table. Which rows there are depends only on the keys, so nothing jumps. */

import { parseMount } from '../../kernel/mountinfo.ts';
import { isScratch } from '../../words/cast.ts';
import type { FactKey, Facts, FactValue, SubjectName } from '../../words/fact-value.ts';
import { isError } from '../../words/fact-value.ts';
import { PANE } from '../../words/facts.ts';
import { oneLine } from '../text/text.ts';

/** A fact that has changed: what it was, and whose doing that was. */
export interface FactChange {
  subject: SubjectName;
  key: FactKey;
  before: FactValue;
  cause: number | readonly [number, number] | null;
  origin: string | null;
}

/** The host's facts and those of the subject beside it. */
export interface FactsView {
  host: Facts;
  mine: Facts;
  /** The subject that `mine` is of. */
  subject: SubjectName | null;
  /** What the lesson watches. */
  watch: readonly FactKey[];
  /** Of this step, the newest last. */
  changes: readonly FactChange[];
  /** Those that flash now. */
  recent: ReadonlySet<FactChange>;
}

export interface FactRow {
  key: FactKey;
  label: string;
  host: FactValue | undefined;
  mine: FactValue | undefined;
  differs: boolean;
  /** The newest change of this fact in this step. */
  change: FactChange | null;
  recent: boolean;
}

interface FactGroup {
  title: string;
  rows: FactRow[];
}

/** Columns of a label in a narrow pane. */
export const LABEL = 17;

/** What the lesson watches comes first, then everything else in its group. */
export function factGroups(view: FactsView): FactGroup[] {
  const { host, mine } = view;
  const present = new Set([...Object.keys(host), ...Object.keys(mine)]);
  const watch = view.watch.filter(key => present.has(key));
  const placed = new Set<string>(watch);
  const groups = [{ title: 'to watch in this lesson', rows: watch.map(key => row(view, key, true)) }];
  for (const group of PANE) {
    const more = group.prefix === undefined ? [] : [...present].filter(key => key.startsWith(group.prefix ?? ' '));
    const keys = [...new Set([...group.keys, ...more])].filter(key => present.has(key) && !placed.has(key));
    for (const key of keys) placed.add(key);
    groups.push({ title: group.title, rows: keys.map(key => row(view, key)) });
  }
  const rest = [...present].filter(key => !placed.has(key));
  groups.push({ title: 'more', rows: rest.map(key => row(view, key)) });
  return groups.filter(group => group.rows.length > 0);
}

function row({ host, mine, subject, changes, recent }: FactsView, key: FactKey, watched = false): FactRow {
  const change = changes.findLast(c => c.key === key && c.subject === subject) ?? null;
  return {
    key,
    label: labelOf(key, watched),
    host: host[key],
    mine: mine[key],
    differs: key in mine && key in host && identity(key, mine[key]) !== identity(key, host[key]),
    change,
    recent: change !== null && recent.has(change),
  };
}

/** Below their own heading `ns.uts` is `uts` and `cgroup.memory.max` is `memory.max`; the watched ones keep what tells them apart. */
function labelOf(key: FactKey, watched: boolean): string {
  const short = oneLine(key.replace(/^(ns|status|cgroup)\./, ''));
  const [first] = short.split('.');
  if (key.startsWith('cgroup.') && first === short) return oneLine(key);
  return watched && key.startsWith('ns.') && key.length <= LABEL ? oneLine(key) : short;
}

/** A value on one line, as the kernel returned it. */
export function valueText(value: FactValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (isError(value)) return value.error;
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? '(empty)' : value.join(' ');
}

/** What makes a value the same as another's. */
function identity(key: FactKey, value: FactValue | undefined): string {
  return key === 'mounts' && Array.isArray(value) ? value.map(mountIdentity).sort().join('\n') : valueText(value);
}

/** Mount IDs and peer groups differ in every mount namespace: a mount is known by device, root and place. */
export function mountIdentity(line: string): string {
  const mount = parseMount(line);
  return mount === null ? line : `${mount.device} ${mount.root} ${mount.point}`;
}

/** Lists whose new items get a line of their own: mounts, and the groups of a process. */
export function isLongList(key: FactKey): boolean {
  return key === 'mounts' || key === 'cgroup.path';
}

/** `#12`, `#3-9`, or whose doing it was. */
export function causeText(change: FactChange | null): string {
  if (change === null) return '';
  // of an experiment it is no app
  if (change.cause === null)
    return isScratch(change.subject) && change.origin === 'app' ? 'program' : (change.origin ?? '');
  return typeof change.cause === 'number' ? `#${change.cause}` : `#${change.cause[0]}-${change.cause[1]}`;
}
