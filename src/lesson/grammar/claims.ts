/** Claims and tests of a lesson: `{ fact: ns.uts, of: stage, ne: { fact: ns.uts, of: host }, says: "…" }`. */
import * as v from 'valibot';
import { CAPABILITIES } from '../../kernel/capabilities.ts';
import { SUBJECT_NAMES } from '../../words/cast.ts';
import type { SubjectName } from '../../words/fact-value.ts';
import type { Comparison, Expectation, Operand, Predicate } from '../lesson.ts';
import { parseSize } from '../size.ts';
import { isMap, type PlainMap, sameLines } from '../yaml.ts';
import { AMOUNT, SIZE } from './arguments.ts';
import { type Annotations, always, annotated, type Explain, type Form, form, type Schema } from './form.ts';
import * as f from './forms.ts';

/** Which fact; whether there is such a one depends on the place: check-test.ts. */
export const factKey = annotated(f.text(), { ref: 'fact' });

export const subject = annotated(
  f.word(SUBJECT_NAMES, 'whose fact: host, stage, app; aside in an experiment; candidate in a challenge'),
  { ref: 'subject' },
);

export const ERRNO = 'the name of an error, such as EBUSY';

const mustBe =
  (kind: string): Explain =>
  ({ key }) => ({ message: `"${key}" does not take this value`, fix: `write ${kind}` });

const quoted = (notes: Annotations = {}) =>
  annotated(form<string | null>(v.string(), mustBe('a text in quotes'), null), notes);

const sized = v.pipe(
  v.string(),
  v.check(value => parseSize(value) !== null),
  v.transform(value => parseSize(value) ?? 0),
);
const measured = (json: Schema) =>
  annotated(form<number | null>(v.union([v.number(), sized]), mustBe('a number, or a size such as 64M'), null), {
    json,
  });

const OPERAND = mustBe('a text, a number, a list of texts or { fact: …, of: … }');
const scalar = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(value => (typeof value === 'string' && /^\d+[KMG]$/.test(value) ? (parseSize(value) ?? value) : value)),
);

/** What `eq` and `ne` compare with. */
export const operand: Form<Operand | null> = annotated(
  f.choose(
    {
      scalar: annotated(form<string | number | null>(scalar, OPERAND, null), {
        json: { type: ['string', 'number'] },
      }),
      list: form<string[] | null>(v.array(v.string()), OPERAND, null),
      otherFact: f.map('the other fact', { fact: factKey, of: subject }),
    },
    value => (isMap(value) ? 'otherFact' : Array.isArray(value) ? 'list' : 'scalar'),
  ),
  { ref: 'operand' },
);

/** Exactly one of them belongs to each fact; how it is judged: session/expect.ts. */
const COMPARED = {
  eq: operand,
  ne: operand,
  lt: measured(AMOUNT),
  le: measured(AMOUNT),
  gt: measured(AMOUNT),
  ge: measured(AMOUNT),
  matches: quoted({ editor: { format: 'regex' } }),
  contains: quoted(),
  lacks: quoted(),
  fields: quoted(),
  hasCap: quoted({ json: { enum: CAPABILITIES } }),
  lacksCap: quoted({ json: { enum: CAPABILITIES } }),
  onlyHere: quoted(),
  alsoOnHost: quoted(),
  error: v.pipe(quoted(), v.description(ERRNO)),
  changed: form<boolean | null>(v.boolean(), mustBe('true or false'), null),
  rose: measured(SIZE),
  length: measured(SIZE),
};
type ComparisonName = keyof typeof COMPARED;
export const COMPARISONS = Object.keys(COMPARED) as ComparisonName[];

const compared = Object.fromEntries(
  COMPARISONS.map(name => [name, annotated<unknown>(COMPARED[name], { guide: ['comparisons', name] })]),
);

const noMap = always('"not" is not a map', 'write not: { fact: …, of: …, eq: … }');

/** The forms of a test beside a fact with its comparison. */
const ALONE = {
  errno: f.text('the last op was refused with this error'),
  all: f.list(test('a test in "all"'), 'every one of them holds'),
  any: f.list(test('a test in "any"'), 'at least one of them holds'),
  not: f.mapUnder(v.pipe(test('the test in "not"'), v.description('it does not hold')), noMap),
};

/** All keys of a test, and which of them make one: a fact with one comparison, or one of `alone`. */
export const TEST = {
  keys: { fact: factKey, of: subject, ...compared, ...ALONE } as Record<string, Form<unknown>>,
  compared: COMPARISONS as readonly string[],
  alone: Object.keys(ALONE),
};

export const SAYS = f.text('one sentence in plain words, shown with a tick or a cross');

/** A test with its sentence. */
export function claim(what: string): Form<Expectation | null> {
  const read = v.lazy(given => oneForm(what, given, { says: SAYS }));
  return annotated(
    f.transformed(read, (parts, from) => {
      const found = predicateOf(parts, from);
      return found && sameLines({ test: found, says: String(parts.says) }, from);
    }),
    { ref: 'claim' },
  );
}

/** A test alone, as in `trueWhen: { fact: …, of: …, eq: … }`. */
function test(what: string): Form<Predicate | null> {
  const read = v.lazy(given => oneForm(what, given, {}));
  return annotated(f.transformed(read, predicateOf), { ref: 'test' });
}

/** A test under a key, with a sentence of its own for what is no map. */
export const testUnder = (key: string, say: Explain) => f.mapUnder(test(`"${key}"`), say);

type Parts = Record<string, unknown>;

/** A map with the keys of the one form that is there. */
function oneForm(what: string, given: unknown, more: Record<string, Form<unknown>>): Form<Parts | null> {
  const has = (key: string) => isMap(given) && given[key] !== undefined && given[key] !== null;
  const forms = ['fact', ...TEST.alone].filter(has);
  const comparisons = TEST.compared.filter(has);
  const isFact = forms.length === 1 && has('fact');
  const whole =
    forms.length !== 1 ? ONE_THING : isFact && comparisons.length !== 1 ? oneComparison(comparisons.length) : null;
  const keys = forms.length !== 1 ? [] : isFact ? ['fact', 'of', ...(whole ? [] : comparisons)] : forms;
  const entries = { ...more, ...Object.fromEntries(keys.map(key => [key, TEST.keys[key] ?? v.unknown()])) };
  return f.map(what, entries, { known: [...Object.keys(more), ...Object.keys(TEST.keys)], ...(whole && { whole }) });
}

const ONE_THING = always('{what} does not say one thing to test', 'use one of: fact, errno, all, any, not', 'value');

const oneComparison =
  (count: number): Explain =>
  ({ value }) => ({
    message: `the test of ${isMap(value) && typeof value.fact === 'string' ? value.fact : ''} needs one comparison, it has ${count}`,
    fix: `use one of: ${COMPARISONS.join(', ')}`,
    line: 'value',
  });

/** Null for one that is not whole. */
function predicateOf(parts: Parts, from: PlainMap): Predicate | null {
  const alone = TEST.alone.find(key => key in parts);
  if (alone !== undefined) return { [alone]: parts[alone] } as Predicate;
  const name = COMPARISONS.find(key => key in parts);
  if (name === undefined || parts[name] === null) return null;
  const is = { [name]: parts[name] } as Comparison;
  return sameLines({ fact: String(parts.fact), of: parts.of as SubjectName, is }, from);
}
