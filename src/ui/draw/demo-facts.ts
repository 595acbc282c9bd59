/** Pinned facts in large spacing: before → after, the value in large letters where there is room. */
import { parseMount } from '../../kernel/mountinfo.ts';
import { type FactKey, type FactValue, isError } from '../../words/fact-value.ts';
import { bigText } from '../text/big-text.ts';
import { cell, columnsOf, cut, cutStart, oneLine } from '../text/text.ts';
import { mark, theme } from '../text/theme.ts';
import type { DemoForm } from './demo-form.ts';
import { valueText } from './fact-rows.ts';

/** Pinned to the screen because the step is about it. */
export interface PinnedFact {
  key: FactKey;
  /** The subject of the fact. */
  subject: string;
  /** As it was before the step; undefined while the step has not changed it. */
  before: FactValue | undefined;
  /** Undefined: there is no such thing now. */
  now: FactValue | undefined;
  host: FactValue | undefined;
}

const NAME = 26;
const NARROW = 22;
const ARROW = ' → ';

/** At most so many in large letters, the most telling ones. */
const BIG = 2;

export function bigFacts(facts: PinnedFact[], columns: number, { letters, facts: form, airy }: DemoForm): string[] {
  const large = form === 'big' ? BIG : form === 'first' ? 1 : 0;
  const sizes = letters === 'whole' ? (['whole', 'half'] as const) : (['half'] as const);
  const parts = facts.map((fact, i) => (i < large ? largeFact(fact, columns, sizes) : plainFact(fact, columns)));
  return parts.flatMap((part, i) => (i === 0 || !airy ? part : ['', ...part]));
}

/** Name and host on a line, the value below it; a value too long for large letters stays on the line. */
function largeFact(fact: PinnedFact, columns: number, sizes: readonly ('whole' | 'half')[]): string[] {
  const changed = fact.before !== undefined;
  const now = shortened(fact, fact.now);
  const both = changed ? `${shortened(fact, fact.before)} → ${now}` : now;
  const texts = changed ? [both, `→ ${now}`] : [both];
  const art = texts.flatMap(text => sizes.map(size => bigText(text, columns, size))).find(lines => lines !== null);
  if (art === undefined) return plainFact(fact, columns);
  const host = fact.host === undefined ? '' : theme.quiet(`   of the host ${textOf(fact.host)}`);
  const paint = changed ? theme.differs : theme.plain;
  const whose = theme.quiet(` of the ${fact.subject}`);
  return [cut(`${theme.title(labelOf(fact.key))}${whose}${host}`, columns), '', ...art.map(line => paint(line))];
}

function plainFact(fact: PinnedFact, columns: number): string[] {
  const label = columns < 100 ? NARROW : NAME;
  const name = theme.title(cell(cutStart(labelOf(fact.key), label - 1), label));
  const room = columns - label;
  const added = addedText(fact);
  const host = added === null && fact.host !== undefined ? `   host ${textOf(fact.host)}` : '';
  const now = textOf(fact.now);
  const change = fact.before === undefined ? '' : `${textOf(fact.before)}${ARROW}`;
  const whole = columnsOf(change) + columnsOf(now) + columnsOf(host) <= room;
  const value = `${theme.quiet(change)}${fact.before === undefined ? now : theme.differs(now)}`;
  const first = cut(`${name}${value}${whole ? theme.quiet(host) : ''}`, columns);
  const rest = whole || host === '' ? [] : [`${' '.repeat(label)}${theme.quiet(cut(host.trim(), room))}`];
  return [first, ...rest, ...(added === null ? [] : [`${' '.repeat(label)}${theme.differs(cut(added, room))}`])];
}

/** A control file by its own name; the fields of /proc/PID/status by theirs. */
function labelOf(key: FactKey): string {
  const short = key.replace(/^(status|cgroup)\./, '');
  return oneLine(key.startsWith('cgroup.') && !short.includes('.') ? key : short);
}

/** Of a list: how many; what came stands below it. */
function textOf(value: FactValue | undefined): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value) && value.length > 3) return String(value.length);
  return oneLine(isError(value) ? value.error : valueText(value));
}

/** In large letters a link's number keeps its end: that is where two differ. */
function shortened({ key }: PinnedFact, value: FactValue | undefined): string {
  const text = textOf(value);
  return key.startsWith('ns.') ? text.replace(/^\w+:\[\d*(\d{4})\]$/, '…$1') : text;
}

function addedText({ key, before, now }: PinnedFact): string | null {
  if (!Array.isArray(now) || !Array.isArray(before)) return null;
  const added = now.filter(line => !before.includes(line)).at(-1);
  if (added === undefined) return null;
  const mount = key === 'mounts' ? parseMount(added) : null;
  return oneLine(`${mark.added} ${mount ? `${mount.fstype} on ${mount.point}` : added}`);
}
