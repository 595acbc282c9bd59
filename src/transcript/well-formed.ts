/** Is this the event it says it is? A recording is a file: it may be damaged, or made by hand. */

import type { Trouble } from '../observe/undo.ts';
import { isName } from '../protocol/printable.ts';
import type { LabEvent } from '../session/events.ts';
import { SUBJECT_NAMES } from '../words/cast.ts';

type Field =
  | 'subject'
  | 'name'
  | 'name?'
  | 'text'
  | 'number'
  | 'count'
  | 'flag'
  | 'texts'
  | 'files'
  | 'counts'
  | 'pids'
  | 'facts'
  | 'photos'
  | 'list'
  | 'differences'
  | 'cause'
  | 'value'
  | 'text?'
  | 'text, or nothing'
  | 'flag?'
  | 'number?'
  | 'candidate'
  | 'thing'
  | 'change'
  | 'checked';

/** The fields that the reducer and the faces read, by type of event. */
const FIELDS: Record<LabEvent['type'], Record<string, Field>> = {
  session: {
    version: 'text',
    kernel: 'text',
    arch: 'text',
    cgroup: 'text',
    privilege: 'text',
    started: 'text',
    rootfs: 'texts',
  },
  'lesson.start': { lesson: 'name', title: 'text' },
  'step.start': { lesson: 'name', step: 'name', title: 'text', kind: 'name', scope: 'name?' },
  syscall: {
    seq: 'count',
    by: 'name',
    pid: 'count',
    name: 'name',
    args: 'text',
    ret: 'number',
    errno: 'name?',
    ns: 'number',
  },
  facts: { subject: 'subject', pid: 'count', facts: 'facts', files: 'files' },
  change: { subject: 'subject', key: 'name', before: 'value', after: 'value', cause: 'cause' },
  gone: { subject: 'subject', pid: 'count' },
  refused: { lesson: 'name', step: 'name', message: 'text', errno: 'name', why: 'text', todo: 'text' },
  skipped: { lesson: 'name', step: 'name', because: 'name', message: 'text' },
  expect: { ok: 'flag?', text: 'text', lesson: 'name', step: 'name', got: 'text' },
  'step.end': { lesson: 'name', step: 'name', ok: 'flag?' },
  answer: { lesson: 'name', step: 'name', choice: 'text' },
  judged: {
    lesson: 'name',
    step: 'name',
    choice: 'text?',
    right: 'list',
    correct: 'flag?',
    kernelDiffers: 'flag',
    evidence: 'text',
    unjudged: 'text, or nothing',
  },
  challenge: {
    lesson: 'name',
    step: 'name',
    candidate: 'candidate',
    candidates: 'count',
    checks: 'checked',
    stars: 'checked',
  },
  'challenge.solved': {
    lesson: 'name',
    step: 'name',
    stars: 'count',
    of: 'count',
    seen: 'flag',
    candidate: 'candidate',
    facts: 'facts',
  },
  hint: { lesson: 'name', step: 'name', grade: 'count', text: 'text' },
  solution: { lesson: 'name', step: 'name', lines: 'list' },
  machine: { thing: 'thing', name: 'text', change: 'change', undo: 'text?', standing: 'flag' },
  note: { text: 'text' },
  'app.start': { pid: 'count', argv: 'list' },
  'app.output': { stream: 'name', data: 'text' },
  'aside.output': { stream: 'name', data: 'text' },
  'app.exit': { code: 'number?', signal: 'name?', oomKill: 'count' },
  hold: { pids: 'pids', cgroup: 'texts', rootfs: 'text', facts: 'photos', files: 'photos' },
  clean: { mounts: 'count', cgroups: 'count', processes: 'count' },
  certificate: { ours: 'differences', foreign: 'differences', compared: 'counts', unseen: 'list' },
  error: { code: 'name', message: 'text' },
  'session.end': { ok: 'flag' },
};

/** Characters of a name; of a text that is kept for long, the rest of which is cut off. */
const LONGEST_NAME = 200;
const LONGEST_TEXT = 4096;

const ENTRIES = new Map(Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries(fields)]));

export type Reading = { event: LabEvent } | { newer: string } | { damaged: true };

/** One line: an event, one of a type that this version does not know, or neither. */
export function readEvent(line: string): Reading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { damaged: true };
  }
  if (!isMap(value) || typeof value.type !== 'string' || !isNumber(value.t)) return { damaged: true };
  if (!Object.hasOwn(FIELDS, value.type)) return { newer: value.type };
  const fields = ENTRIES.get(value.type) ?? [];
  const map = value;
  if (!fields.every(([name, field]) => fits(map[name], field)) || !addsUp(map) || !isQuestion(map.unclaimed))
    return { damaged: true };
  // the stream of a program is kept by its end
  for (const [name, field] of fields)
    if (field.startsWith('text') && typeof map[name] === 'string' && name !== 'data') map[name] = shortened(map[name]);
  return { event: map as unknown as LabEvent };
}

/** No more is won than there is. */
function addsUp({ type, stars, of }: Record<string, unknown>): boolean {
  return type !== 'challenge.solved' || (stars as number) <= (of as number);
}

/** Of observe/facts.ts. */
const SUBJECTS: ReadonlySet<string> = new Set(SUBJECT_NAMES);

/** Of observe/undo.ts. */
const THINGS: ReadonlySet<string> = new Set<Trouble['thing']>(['mount', 'cgroup', 'device', 'hostname']);
const CHANGES: ReadonlySet<string> = new Set<Trouble['change']>(['appeared', 'gone', 'changed']);

function fits(value: unknown, field: Field): boolean {
  switch (field) {
    case 'subject':
      return typeof value === 'string' && SUBJECTS.has(value);
    case 'name':
      return isShortName(value);
    case 'name?':
      return value === null || isShortName(value);
    case 'text':
      return typeof value === 'string';
    case 'number':
      return isNumber(value);
    case 'count':
      return isCount(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'text, or nothing':
      return value === undefined || typeof value === 'string';
    case 'text?':
      return value === null || typeof value === 'string';
    case 'number?':
      return value === null || isNumber(value);
    case 'flag?':
      return value === null || typeof value === 'boolean';
    case 'list':
      return isListOf('string', value);
    case 'cause':
      return value === null || isNumber(value) || isListOf('number', value);
    case 'value':
      return isFactValue(value);
    case 'facts':
      return isMapOf(value, isFactValue);
    case 'candidate':
      return value === null || isCandidate(value);
    case 'thing':
      return typeof value === 'string' && THINGS.has(value);
    case 'change':
      return typeof value === 'string' && CHANGES.has(value);
    case 'checked':
      return Array.isArray(value) && value.every(isChecked);
    case 'texts':
      return isMapOf(value, text => typeof text === 'string');
    case 'files':
      return isMapOf(value, file => typeof file === 'string' || isListOf('string', file));
    case 'counts':
      return isMapOf(value, isCount);
    case 'pids':
      return isMapOf(value, pid => pid === null || isCount(pid));
    case 'photos':
      return isMapOf(value, photo => isMapOf(photo, isFactValue));
    case 'differences':
      return Array.isArray(value) && value.every(isDifference);
  }
}

/** JSON can write numbers that are read as infinite. */
function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isMapOf(value: unknown, fitting: (inner: unknown) => boolean): boolean {
  return isMap(value) && Object.entries(value).every(([key, inner]) => isShortName(key) && fitting(inner));
}

/** observe/certificate.ts, Difference. */
function isDifference(value: unknown): boolean {
  return isMap(value) && [value.thing, value.name, value.change].every(text => typeof text === 'string');
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

function isShortName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_NAME && isName(value);
}

/** session/events.ts, Unclaimed; may be absent. */
function isQuestion(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isCandidate(value)) return false;
  const { parent } = value;
  return parent === undefined || (isCandidate(parent) && parent.pid !== undefined);
}

/** session/events.ts, Candidate: a process has a number, a group has none. */
function isCandidate(value: unknown): value is Record<string, unknown> {
  return isMap(value) && typeof value.name === 'string' && (value.pid === undefined || isCount(value.pid));
}

/** session/events.ts, Checked. */
function isChecked(value: unknown): boolean {
  return (
    isMap(value) && typeof value.ok === 'boolean' && typeof value.text === 'string' && typeof value.got === 'string'
  );
}

/** observe/facts.ts, FactValue. */
function isFactValue(value: unknown): boolean {
  if (value === null || typeof value === 'string' || isListOf('string', value)) return true;
  return isMap(value) && typeof value.error === 'string';
}

function isListOf(type: 'string' | 'number', value: unknown): boolean {
  return Array.isArray(value) && value.every(item => (type === 'number' ? isNumber(item) : typeof item === type));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
