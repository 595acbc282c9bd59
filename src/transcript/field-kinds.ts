/** What the value of a field must be. A recording is a file: it may be damaged, or made by hand. Pure. */
import type { Trouble } from '../observe/undo.ts';
import { isName } from '../protocol/printable.ts';
import { SUBJECT_NAMES } from '../words/cast.ts';

/** Characters. */
const LONGEST_NAME = 200;

const SUBJECTS: ReadonlySet<unknown> = new Set(SUBJECT_NAMES);

/** Of observe/undo.ts. */
const THINGS: ReadonlySet<unknown> = new Set<Trouble['thing']>(['mount', 'cgroup', 'device', 'hostname']);
const CHANGES: ReadonlySet<unknown> = new Set<Trouble['change']>(['appeared', 'gone', 'changed']);

/** By the name that event-fields.ts has for it. `?`: or null. */
const KINDS = {
  subject: value => SUBJECTS.has(value),
  name: isShortName,
  'name?': value => value === null || isShortName(value),
  text: isText,
  'text?': value => value === null || isText(value),
  'text, or nothing': value => value === undefined || isText(value),
  number: isNumber,
  'number?': value => value === null || isNumber(value),
  count: isCount,
  flag: isFlag,
  'flag?': value => value === null || isFlag(value),
  list: value => isListOf(isText, value),
  cause: value => value === null || isNumber(value) || isListOf(isNumber, value),
  value: isFactValue,
  facts: value => isMapOf(isFactValue, value),
  candidate: value => value === null || isCandidate(value),
  thing: value => THINGS.has(value),
  change: value => CHANGES.has(value),
  checked: value => isListOf(isChecked, value),
  texts: value => isMapOf(isText, value),
  files: value => isMapOf(file => isText(file) || isListOf(isText, file), value),
  counts: value => isMapOf(isCount, value),
  snapshots: value => isMapOf(snapshot => isMapOf(isFactValue, snapshot), value),
  differences: value => isListOf(isDifference, value),
} satisfies Record<string, Fitting>;

type Fitting = (value: unknown) => boolean;
export type Field = keyof typeof KINDS;

/** Is the value what that kind of field holds? */
export function fits(value: unknown, field: Field): boolean {
  return KINDS[field](value);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON can write numbers that are read as infinite. */
export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** session/events.ts, Unclaimed; may be absent. */
export function isUnclaimed(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isCandidate(value)) return false;
  const { parent } = value;
  return parent === undefined || (isCandidate(parent) && parent.pid !== undefined);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** One that may be drawn as it is. */
export function isShortName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_NAME && isName(value);
}

function isListOf(fitting: Fitting, value: unknown): boolean {
  return Array.isArray(value) && value.every(fitting);
}

function isMapOf(fitting: Fitting, value: unknown): boolean {
  return isMap(value) && Object.entries(value).every(([key, inner]) => isShortName(key) && fitting(inner));
}

/** observe/certificate.ts, Difference. */
function isDifference(value: unknown): boolean {
  return isMap(value) && [value.thing, value.name, value.change].every(isText);
}

/** session/events.ts, Candidate: a process has a number, a group has none. */
function isCandidate(value: unknown): value is Record<string, unknown> {
  return isMap(value) && isText(value.name) && (value.pid === undefined || isCount(value.pid));
}

/** session/events.ts, Checked. */
function isChecked(value: unknown): boolean {
  return isMap(value) && isFlag(value.ok) && isText(value.text) && isText(value.got);
}

/** words/fact-value.ts, FactValue. */
function isFactValue(value: unknown): boolean {
  if (value === null || isText(value) || isListOf(isText, value)) return true;
  return isMap(value) && isText(value.error);
}
