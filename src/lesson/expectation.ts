/** The compact forms of expectations: `{ fact: ns.uts, of: stage, ne: { fact: ns.uts, of: host }, says: "…" }`. */
import type { SubjectName } from '../observe/facts.ts';
import { SUBJECTS } from './known.ts';
import type { Comparison, Expectation, Operand, Predicate } from './lesson.ts';
import { parseSize } from './ops.ts';
import { complain, isMap, Shape } from './shape.ts';
import { lineOf, type Plain, sameLines } from './yaml.ts';

/** Exactly one of them belongs to each fact. */
export const COMPARISONS = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'matches',
  'contains',
  'lacks',
  'fields',
  'hasCap',
  'lacksCap',
  'onlyHere',
  'alsoOnHost',
  'error',
  'changed',
  'rose',
  'length',
] as const;
const COMBINATIONS = ['all', 'any', 'not'] as const;
const KEYS = ['fact', 'of', 'errno', ...COMPARISONS, ...COMBINATIONS] as const;

export function readExpectation(shape: Shape): Expectation | null {
  const says = shape.text('says');
  const test = readPredicate(shape.onlyKeys(['says', ...KEYS]));
  return test === null ? null : sameLines({ test, says }, shape.map);
}

/** A predicate alone, as in `trueWhen: { fact: …, of: …, eq: … }`. */
export function readTest(shape: Shape): Predicate | null {
  return readPredicate(shape.onlyKeys(KEYS));
}

function readPredicate(shape: Shape): Predicate | null {
  const forms = (['fact', 'errno', ...COMBINATIONS] as const).filter(key => shape.has(key));
  const form = forms[0];
  if (form === undefined || forms.length > 1) {
    complain(
      shape.report,
      shape.line(),
      `${shape.what} does not say one thing to test`,
      'use one of: fact, errno, all, any, not',
    );
    return null;
  }
  switch (form) {
    case 'errno':
      return { errno: shape.text('errno') };
    case 'all':
    case 'any': {
      const tests = shape.each(form, `a test in "${form}"`, item => readPredicate(item.onlyKeys(KEYS)), false);
      return form === 'all' ? { all: tests } : { any: tests };
    }
    case 'not': {
      const inner = shape.map.not;
      const test = isMap(inner)
        ? readPredicate(new Shape(shape.report, inner, 'the test in "not"').onlyKeys(KEYS))
        : null;
      if (!isMap(inner))
        complain(shape.report, shape.line('not'), '"not" is not a map', 'write not: { fact: …, of: …, eq: … }');
      return test === null ? null : { not: test };
    }
    case 'fact':
      return readFactTest(shape);
  }
}

function readFactTest(shape: Shape): Predicate | null {
  const fact = shape.text('fact');
  const of = shape.word<SubjectName>('of', SUBJECTS);
  const given = COMPARISONS.filter(key => shape.has(key));
  const key = given[0];
  if (key === undefined || given.length > 1) {
    complain(
      shape.report,
      shape.line(),
      `the test of ${fact} needs one comparison, it has ${given.length}`,
      `use one of: ${COMPARISONS.join(', ')}`,
    );
    return null;
  }
  const is = readComparison(shape, key);
  return is === null ? null : sameLines({ fact, of, is }, shape.map);
}

function readComparison(shape: Shape, key: (typeof COMPARISONS)[number]): Comparison | null {
  const value = shape.map[key] ?? null;
  const refuse = (kind: string) => {
    complain(shape.report, shape.line(key), `"${key}" does not take this value`, `write ${kind}`);
    return null;
  };
  switch (key) {
    case 'eq':
    case 'ne': {
      const operand = readOperand(shape, value);
      if (operand === null) return refuse('a text, a number, a list of texts or { fact: …, of: … }');
      return key === 'eq' ? { eq: operand } : { ne: operand };
    }
    case 'matches':
    case 'contains':
    case 'lacks':
    case 'fields':
    case 'hasCap':
    case 'lacksCap':
    case 'onlyHere':
    case 'alsoOnHost':
    case 'error':
      return typeof value === 'string' ? ({ [key]: value } as Comparison) : refuse('a text in quotes');
    case 'changed':
      return typeof value === 'boolean' ? { changed: value } : refuse('true or false');
    default: {
      const number = typeof value === 'number' ? value : typeof value === 'string' ? parseSize(value) : null;
      return number === null ? refuse('a number, or a size such as 64M') : ({ [key]: number } as Comparison);
    }
  }
}

function readOperand(shape: Shape, value: Plain): Operand | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return /^\d+[KMG]$/.test(value) ? parseSize(value) : value;
  if (Array.isArray(value)) return value.every(item => typeof item === 'string') ? (value as string[]) : null;
  if (!isMap(value)) return null;
  const other = new Shape(shape.report, value, 'the other fact').onlyKeys(['fact', 'of']);
  return sameLines({ fact: other.text('fact'), of: other.word<SubjectName>('of', SUBJECTS) }, value);
}

/** Line of an expectation or of a part of it, for messages. */
export const lineOfTest = (test: Predicate, fallback: number): number => {
  const line = lineOf(test);
  return line === 1 ? fallback : line;
};
