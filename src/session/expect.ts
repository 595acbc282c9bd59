/** Judge a lesson's claims: a pure function of what the kernel returned before and after. */
import { capabilityNames } from '../kernel/capabilities.ts';
import type { Comparison, Operand, Predicate } from '../lesson/lesson.ts';
import type { Snapshot } from '../observe/snapshot.ts';
import type { FactKey, FactValue, SubjectName } from '../words/fact-value.ts';
import { isError } from '../words/fact-value.ts';
import { isAlsoOnHost, isOnlyHere } from './mount-lines.ts';

export interface Evidence {
  before: Snapshot;
  after: Snapshot;
  /** errno of the last op, or null when the kernel accepted it. */
  errno: string | null;
}

export interface Verdict {
  ok: boolean;
  /** What the kernel really returned, for the learner to see beside the claim. */
  got: string;
  /** A fact that the claim names was not observed. */
  missing: boolean;
}

/** The value of a fact, `undefined` when nothing of that name was observed. */
function factOf(snapshot: Snapshot, subject: SubjectName, key: FactKey): FactValue | undefined {
  return snapshot[subject]?.facts[key];
}

export function judge(test: Predicate, evidence: Evidence): Verdict {
  if ('all' in test)
    return combine(
      test.all.map(t => judge(t, evidence)),
      oks => oks.every(Boolean),
    );
  if ('any' in test)
    return combine(
      test.any.map(t => judge(t, evidence)),
      oks => oks.some(Boolean),
    );
  if ('not' in test) {
    const { ok, ...rest } = judge(test.not, evidence);
    return { ok: !ok, ...rest };
  }
  if ('errno' in test) return { ok: evidence.errno === test.errno, got: evidence.errno ?? 'no error', missing: false };
  const value = factOf(evidence.after, test.of, test.fact);
  const before = factOf(evidence.before, test.of, test.fact);
  return {
    ok: compare(value, test.is, before, evidence),
    got: `${test.of} ${test.fact} = ${show(value)}`,
    missing: value === undefined || value === null,
  };
}

function combine(verdicts: Verdict[], rule: (oks: boolean[]) => boolean): Verdict {
  return {
    ok: rule(verdicts.map(v => v.ok)),
    got: verdicts.map(v => v.got).join('; '),
    missing: verdicts.some(v => v.missing),
  };
}

function compare(
  value: FactValue | undefined,
  is: Comparison,
  before: FactValue | undefined,
  evidence: Evidence,
): boolean {
  // what was not observed proves nothing, not even an inequality
  if (value === undefined || value === null) return false;
  if ('error' in is) return isError(value) && value.error === is.error;
  if ('changed' in is) return before !== undefined && same(value, before) !== is.changed;
  if (isError(value)) return false;
  if ('rose' in is) return number(value) - (before === undefined || before === null ? 0 : number(before)) >= is.rose;
  if ('eq' in is) return equals(value, is.eq, evidence);
  if ('ne' in is) {
    const operand = resolve(is.ne, evidence);
    return operand !== undefined && operand !== null && !isError(operand) && !equals(value, is.ne, evidence);
  }
  if ('lt' in is) return number(value) < is.lt;
  if ('le' in is) return number(value) <= is.le;
  if ('gt' in is) return number(value) > is.gt;
  if ('ge' in is) return number(value) >= is.ge;
  if ('matches' in is) return new RegExp(is.matches, 'm').test(text(value));
  if ('contains' in is) return contains(value, is.contains);
  if ('lacks' in is) return !contains(value, is.lacks);
  if ('fields' in is) return hasFields(value, is.fields);
  if ('hasCap' in is) return capabilityNames(text(value))?.includes(is.hasCap) === true;
  if ('lacksCap' in is) return capabilityNames(text(value))?.includes(is.lacksCap) === false;
  if ('onlyHere' in is) return isOnlyHere(value, is.onlyHere, hostMounts(evidence));
  if ('alsoOnHost' in is) return isAlsoOnHost(value, is.alsoOnHost, hostMounts(evidence));
  return Array.isArray(value) && value.length === is.length;
}

function resolve(operand: Operand, { after }: Evidence): FactValue | undefined {
  if (typeof operand === 'number') return String(operand);
  if (typeof operand === 'object' && !Array.isArray(operand)) return factOf(after, operand.of, operand.fact);
  return operand;
}

function equals(value: FactValue, wanted: Operand, evidence: Evidence): boolean {
  if (typeof wanted === 'number') return number(value) === wanted;
  const operand = resolve(wanted, evidence);
  return operand !== undefined && same(value, operand);
}

/** A list contains an item equal to the word, or a line with the word in it. */
function contains(value: FactValue, word: string): boolean {
  if (Array.isArray(value)) return value.some(item => item === word || item.includes(word));
  return text(value).includes(word);
}

/** A line has these fields, however many blanks lie between them. */
function hasFields(value: FactValue, fields: string): boolean {
  const wanted = fieldsOf(fields);
  return text(value)
    .split('\n')
    .some(line => fieldsOf(line) === wanted);
}

function fieldsOf(line: string): string {
  return line.trim().split(/\s+/).join(' ');
}

function hostMounts({ after }: Evidence): FactValue | undefined {
  return factOf(after, 'host', 'mounts');
}

function same(a: FactValue, b: FactValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** "max" and other words are NaN: every numeric comparison with them is false. */
function number(value: FactValue): number {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : Number.NaN;
}

function text(value: FactValue): string {
  return Array.isArray(value) ? value.join('\n') : String(value);
}

function show(value: FactValue | undefined): string {
  if (value === undefined || value === null) return '(not there)';
  if (isError(value)) return value.error;
  if (Array.isArray(value)) return value.length > 4 ? `${value.length} lines` : `[${value.join(', ')}]`;
  return value;
}
