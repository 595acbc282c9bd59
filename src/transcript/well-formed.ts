/** Is this the event it says it is? A recording is a file: it may be damaged, or made by hand. */
import type { LabEvent } from '../session/events.ts';

type Field =
  | 'text'
  | 'number'
  | 'flag'
  | 'map'
  | 'facts'
  | 'list'
  | 'maps'
  | 'cause'
  | 'value'
  | 'text?'
  | 'flag?'
  | 'number?'
  | 'candidate'
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
    rootfs: 'map',
  },
  'lesson.start': { lesson: 'text', title: 'text' },
  'step.start': { lesson: 'text', step: 'text', title: 'text', kind: 'text', scope: 'text?' },
  syscall: {
    seq: 'number',
    by: 'text',
    pid: 'number',
    name: 'text',
    args: 'text',
    ret: 'number',
    errno: 'text?',
    ns: 'number',
  },
  facts: { subject: 'text', pid: 'number', facts: 'facts', files: 'map' },
  change: { subject: 'text', key: 'text', before: 'value', after: 'value', cause: 'cause' },
  gone: { subject: 'text', pid: 'number' },
  refused: { lesson: 'text', step: 'text', message: 'text', errno: 'text', why: 'text', todo: 'text' },
  expect: { ok: 'flag?', text: 'text', lesson: 'text', step: 'text', got: 'text' },
  'step.end': { lesson: 'text', step: 'text', ok: 'flag?' },
  answer: { lesson: 'text', step: 'text', choice: 'text' },
  judged: {
    lesson: 'text',
    step: 'text',
    choice: 'text?',
    right: 'list',
    correct: 'flag?',
    kernelDiffers: 'flag',
    evidence: 'text',
  },
  challenge: {
    lesson: 'text',
    step: 'text',
    candidate: 'candidate',
    candidates: 'number',
    checks: 'checked',
    stars: 'checked',
  },
  'challenge.solved': {
    lesson: 'text',
    step: 'text',
    stars: 'number',
    of: 'number',
    seen: 'flag',
    candidate: 'candidate',
    facts: 'facts',
  },
  hint: { lesson: 'text', step: 'text', grade: 'number', text: 'text' },
  solution: { lesson: 'text', step: 'text', lines: 'list' },
  note: { text: 'text' },
  'app.start': { pid: 'number', argv: 'list' },
  'app.output': { stream: 'text', data: 'text' },
  'aside.output': { stream: 'text', data: 'text' },
  'app.exit': { code: 'number?', signal: 'text?', oomKill: 'number' },
  hold: { pids: 'map', cgroup: 'map', rootfs: 'text', facts: 'map', files: 'map' },
  clean: { mounts: 'number', cgroups: 'number', processes: 'number' },
  certificate: { ours: 'maps', foreign: 'maps', compared: 'map', unseen: 'list' },
  error: { code: 'text', message: 'text' },
  'session.end': { ok: 'flag' },
};

export type Reading = { event: LabEvent } | { newer: string } | { damaged: true };

/** One line: an event, one of a type that this version does not know, or neither. */
export function readEvent(line: string): Reading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { damaged: true };
  }
  if (!isMap(value) || typeof value.type !== 'string' || typeof value.t !== 'number') return { damaged: true };
  if (!Object.hasOwn(FIELDS, value.type)) return { newer: value.type };
  const fields = Object.entries(FIELDS[value.type as LabEvent['type']]);
  return fields.every(([name, field]) => fits(value[name], field)) && isQuestion(value.unclaimed)
    ? { event: value as unknown as LabEvent }
    : { damaged: true };
}

function fits(value: unknown, field: Field): boolean {
  switch (field) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'text?':
      return value === null || typeof value === 'string';
    case 'number?':
      return value === null || typeof value === 'number';
    case 'flag?':
      return value === null || typeof value === 'boolean';
    case 'list':
      return isListOf('string', value);
    case 'cause':
      return value === null || typeof value === 'number' || isListOf('number', value);
    case 'value':
      return isFactValue(value);
    case 'facts':
      return isMap(value) && Object.values(value).every(isFactValue);
    case 'candidate':
      return value === null || (isMap(value) && typeof value.name === 'string');
    case 'checked':
      return Array.isArray(value) && value.every(isChecked);
    case 'map':
      return isMap(value);
    case 'maps':
      return Array.isArray(value) && value.every(isMap);
  }
}

/** session/events.ts, Unclaimed; may be absent. */
function isQuestion(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isMap(value) || typeof value.name !== 'string') return false;
  const { parent } = value;
  return parent === undefined || (isMap(parent) && typeof parent.pid === 'number' && typeof parent.name === 'string');
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
  return Array.isArray(value) && value.every(item => typeof item === type);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
