/** Does a test use only known facts, subjects, errors and patterns? */
import { constants } from 'node:os';
import { CAPABILITIES } from '../kernel/capabilities.ts';
import { suggest } from '../protocol/did-you-mean.ts';
import type { Expectation, Operand, Predicate } from './lesson.ts';
import { addProblem, type Report } from './problem.ts';
import { lineOf } from './yaml.ts';

/** What the place of a test allows it to speak of. */
export interface TestContext {
  /** "a main action", for messages. */
  where: string;
  subjects: readonly string[];
  facts: ReadonlySet<string>;
  /** The errno that the last op wants; absent where nothing is carried out. */
  wanted?: { step: string; errno: string | undefined };
}

/** A claim: its sentence, and its test. */
export function checkExpectation(expectation: Expectation, context: TestContext, report: Report): void {
  const line = lineOf(expectation);
  if (expectation.says !== '' && !/[.?!]$/.test(expectation.says.trim()))
    addProblem(report, line, `"${expectation.says}" is not a sentence`, 'end it with a full stop');
  checkTest(expectation.test, line, context, report);
}

/** `around`: the line to name where the test knows none of its own. */
export function checkTest(test: Predicate, around: number, context: TestContext, report: Report): void {
  const line = lineOfTest(test, around);
  if ('all' in test || 'any' in test) {
    for (const inner of 'all' in test ? test.all : test.any) checkTest(inner, line, context, report);
  } else if ('not' in test) {
    checkTest(test.not, line, context, report);
  } else if ('errno' in test) {
    checkErrno(test.errno, line, report);
    if (context.wanted === undefined) addProblem(report, line, `in ${context.where} there is no errno`, 'test a fact');
    else if (context.wanted.errno !== test.errno)
      addProblem(
        report,
        line,
        `the last op of ${context.wanted.step} does not want ${test.errno}`,
        `give it expectErrno: ${test.errno}`,
      );
  } else {
    checkFact(test.fact, line, report, context.facts);
    checkSubject(test.of, line, context, report);
    checkMountWord(test, line, report);
    checkCapability(test, line, report);
    checkHostClaim(test, line, report);
    const operand = 'eq' in test.is ? test.is.eq : 'ne' in test.is ? test.is.ne : undefined;
    if (isFactOperand(operand)) {
      checkFact(operand.fact, lineOf(operand), report, context.facts);
      checkSubject(operand.of, lineOf(operand), context, report);
    }
    if ('matches' in test.is) checkPattern(test.is.matches, line, report);
    if ('error' in test.is) checkErrno(test.is.error, line, report);
  }
}

/** Facts of the machine itself, which anybody on it may change at any moment. */
const OTHERS_MAY_CHANGE: ReadonlySet<string> = new Set(['mounts', 'hostname', 'net.devices', 'root.entries']);

/** What somebody else does at that moment must not make a claim false: of the host such a fact may only be compared with a subject's. */
function checkHostClaim({ fact, of, is }: FactTest, line: number, report: Report): void {
  const operand = 'eq' in is ? is.eq : 'ne' in is ? is.ne : undefined;
  if (of === 'host' && OTHERS_MAY_CHANGE.has(fact) && !isFactOperand(operand))
    addProblem(
      report,
      line,
      `a claim about ${fact} of the whole machine, which others may change meanwhile`,
      fact === 'mounts'
        ? 'claim it of your subject: { fact: mounts, of: aside, onlyHere: TEXT } or alsoOnHost'
        : 'claim it of your subject, or compare the two: { fact: …, of: host, ne: { fact: …, of: aside } }',
    );
}

function checkMountWord({ fact, of, is }: FactTest, line: number, report: Report): void {
  const word = 'onlyHere' in is ? 'onlyHere' : 'alsoOnHost' in is ? 'alsoOnHost' : null;
  if (word !== null && (fact !== 'mounts' || of === 'host'))
    addProblem(
      report,
      line,
      `"${word}" compares mounts with those of the host`,
      'use it with fact: mounts of a subject',
    );
}

function checkCapability({ fact, is }: FactTest, line: number, report: Report): void {
  const name = 'hasCap' in is ? is.hasCap : 'lacksCap' in is ? is.lacksCap : null;
  if (name === null) return;
  if (!fact.startsWith('status.Cap'))
    addProblem(report, line, `${fact} is no set of capabilities`, 'use status.CapEff or status.CapBnd');
  const known: readonly string[] = CAPABILITIES;
  if (!known.includes(name))
    addProblem(
      report,
      line,
      `unknown capability "${name}"`,
      near(name, known, 'write its name, such as CAP_SYS_ADMIN'),
    );
}

type FactTest = Extract<Predicate, { fact: string }>;

const isFactOperand = (operand: Operand | undefined): operand is Extract<Operand, { fact: string }> =>
  typeof operand === 'object' && !Array.isArray(operand);

function checkSubject(of: string, line: number, context: TestContext, report: Report): void {
  if (!context.subjects.includes(of))
    addProblem(
      report,
      line,
      `in ${context.where} there is no subject "${of}"`,
      `use one of: ${context.subjects.join(', ')}`,
    );
}

/** Does each `{name}` in a line to type stand for something known? */
export function checkTemplates(text: string, known: readonly string[], line: number, report: Report): void {
  for (const match of text.matchAll(/(?<!\$)\{([a-z]+(?:\.[a-z]+)?)\}/g)) {
    const name = match[1] ?? '';
    if (known.includes(name)) continue;
    const fix =
      known.length === 0
        ? 'a line with where: own stands alone; write the value out, or use where: live'
        : suggest(name, known);
    addProblem(report, line, `nothing stands for {${name}} here`, fix);
  }
}

export function checkFact(key: string, line: number, report: Report, known: ReadonlySet<string>): void {
  if (!known.has(key))
    addProblem(report, line, `unknown fact "${key}"`, near(key, known, 'the keys are listed in lessons/README.md'));
}

export function checkErrno(name: string, line: number, report: Report): void {
  const known = Object.keys(constants.errno);
  if (!known.includes(name))
    addProblem(report, line, `unknown error "${name}"`, near(name, known, 'write its name, such as EBUSY'));
}

export function checkPattern(pattern: string, line: number, report: Report): void {
  try {
    new RegExp(pattern, 'm');
  } catch (error) {
    addProblem(
      report,
      line,
      `"${pattern}" is not a regular expression: ${(error as Error).message}`,
      'mend it; in double quotes write \\\\ for one backslash',
    );
  }
}

/** The fix: the known word that was probably meant; `otherwise` when none is near. */
export function near(word: string, known: Iterable<string>, otherwise: string): string {
  const fix = suggest(word, known);
  return fix.startsWith('did') ? fix : otherwise;
}

/** Line of a test that knows its own; else the one to name. */
function lineOfTest(test: Predicate, around: number): number {
  const line = lineOf(test);
  return line === 1 ? around : line;
}
