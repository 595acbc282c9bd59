/** JSON Schema of the words of a lesson: ops and claims, from the same tables that the readers use. */
import { CAPABILITIES } from '../kernel/capabilities.ts';
import { COMPARISONS } from './expectation.ts';
import { CANDIDATE_KEYS, FACT_KEYS, SUBJECTS } from './known.ts';
import { type Argument, OPS } from './ops.ts';

/** A JSON Schema (draft-07) or a part of one. */
export type Schema = { [keyword: string]: unknown };

/** What each word means and one example of it: `lessons/guide.yaml`, and the rows of `words/`. */
export type Guide = Record<
  'steps' | 'ops' | 'facts' | 'comparisons',
  Record<string, { what: string; example?: string }>
>;

export const text = (description: string): Schema => ({ type: 'string', description });
export const listOf = (items: Schema, description: string, more: Schema = {}): Schema => ({
  type: 'array',
  items,
  description,
  ...more,
});
export const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
export const closed = (properties: Record<string, Schema>, required: string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const size: Schema = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^\\d+[KMG]?$' },
  ],
};
/** What a fact is compared with: a size, or a part of something (0.2). */
const amount: Schema = {
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: '^\\d+[KMG]?$' },
  ],
};
const errno = text('the name of an error, such as EBUSY');

/** Definitions `op`, `claim` (a test with its sentence) and `test`. */
export function wordDefinitions(guide: Guide): Record<string, Schema> {
  const names = Object.keys(OPS);
  return {
    op: {
      type: 'object',
      required: ['op'],
      properties: { op: { enum: names, description: 'one of the closed list' } },
      allOf: names.map(name => ({
        if: { required: ['op'], properties: { op: { const: name } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: opSchema(name, guide.ops[name]?.what ?? ''),
      })),
    },
    fact: {
      anyOf: [...FACT_KEYS, ...CANDIDATE_KEYS].map(key => ({ const: key, description: guide.facts[key]?.what ?? '' })),
    },
    subject: {
      enum: SUBJECTS,
      description: 'whose fact: host, stage, app; aside in an experiment; candidate in a challenge',
    },
    test: testSchema(guide, {}),
    claim: testSchema(guide, { says: text('one sentence in plain words, shown with a tick or a cross') }),
  };
}

function opSchema(name: string, what: string): Schema {
  const { args: shape = {}, needsOne = false } = OPS[name] ?? {};
  const required = Object.entries(shape).flatMap(([key, { required: must }]) => (must ? [key] : []));
  const args = Object.fromEntries(Object.entries(shape).map(([key, argument]) => [key, argumentSchema(argument)]));
  return {
    description: what,
    ...closed(
      {
        op: { const: name, description: what },
        ...args,
        expectErrno: { ...errno, description: 'the experiment wants this refusal' },
        otherwise: {
          ...closed(
            {
              errno: { anyOf: [errno, { const: 'any' }, { type: 'array', items: errno }] },
              do: listOf(ref('op'), 'ops'),
              say: text('shown to the learner'),
            },
            ['errno', 'do', 'say'],
          ),
          description: 'a second way, when the kernel refuses with that errno, with one of them, or with any',
        },
      },
      ['op', ...required],
    ),
    ...(needsOne ? { anyOf: Object.keys(args).map(key => ({ required: [key] })) } : {}),
  };
}

function argumentSchema({ type, choices }: Argument): Schema {
  const path: Schema = { type: 'string', pattern: '^(\\.$|/|\\{)', not: { pattern: '(^|/)\\.\\.(/|$)' } };
  switch (type) {
    case 'text':
      return { type: 'string' };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    case 'path':
      return path;
    case 'paths':
      return { type: 'array', items: path };
    case 'flags':
      return { type: 'array', items: { enum: choices } };
    case 'word':
      return { enum: choices };
    case 'size':
      return size;
    case 'fact':
      return ref('fact');
    case 'count':
      return { type: 'integer', minimum: 1 };
    case 'percent':
      return {
        anyOf: [
          { type: 'number', exclusiveMinimum: 0 },
          { type: 'string', pattern: '^[1-9]\\d*%$' },
        ],
      };
    case 'mode':
      return { type: 'string', pattern: '^[0-7]{3,4}$' };
  }
}

const capability: Schema = { enum: CAPABILITIES };

/** One fact with one comparison, one errno, or a combination; `more` stands beside it. */
function testSchema(guide: Guide, more: Record<string, Schema>): Schema {
  const must = Object.keys(more);
  const values: Record<(typeof COMPARISONS)[number], Schema> = {
    ...{ eq: ref('operand'), ne: ref('operand') },
    ...{ lt: amount, le: amount, gt: amount, ge: amount, rose: size, length: size },
    ...{ matches: { type: 'string', format: 'regex' }, contains: { type: 'string' }, lacks: { type: 'string' } },
    ...{ hasCap: capability, lacksCap: capability },
    ...{ fields: { type: 'string' }, onlyHere: { type: 'string' }, alsoOnHost: { type: 'string' } },
    ...{ error: errno, changed: { type: 'boolean' } },
  };
  const comparisons = Object.fromEntries(
    COMPARISONS.map(name => [name, { description: guide.comparisons[name]?.what ?? '', ...plain(values[name]) }]),
  );
  return {
    ...closed(
      {
        ...more,
        fact: ref('fact'),
        of: ref('subject'),
        ...comparisons,
        errno: { ...errno, description: 'the last op was refused with this error' },
        all: listOf(ref('test'), 'every one of them holds'),
        any: listOf(ref('test'), 'at least one of them holds'),
        not: { allOf: [ref('test')], description: 'it does not hold' },
      },
      must,
    ),
    oneOf: [
      { required: ['fact', 'of'], oneOf: COMPARISONS.map(name => ({ required: [name] })) },
      ...['errno', 'all', 'any', 'not'].map(name => ({ required: [name] })),
    ],
  };
}

/** Beside `$ref` draft-07 ignores every other keyword. */
function plain(schema: Schema): Schema {
  return '$ref' in schema ? { allOf: [schema] } : schema;
}

/** What `eq` and `ne` compare with. */
export const OPERAND: Schema = {
  anyOf: [
    { type: ['string', 'number'] },
    { type: 'array', items: { type: 'string' } },
    closed({ fact: ref('fact'), of: ref('subject') }, ['fact', 'of']),
  ],
};
