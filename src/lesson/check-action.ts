/** Does an action use only known ops, with arguments that fit, and does it claim something? */

import { suggest } from '../protocol/did-you-mean.ts';
import { HOST, isExperiment, memberFor, namesOf } from '../words/cast.ts';
import { FACT_KEYS } from '../words/facts.ts';
import type { Argument } from '../words/op.ts';
import { LESSON_OPS } from '../words/ops.ts';
import {
  checkErrno,
  checkExpectation,
  checkFact,
  checkPattern,
  checkTemplates,
  type TestContext,
} from './check-test.ts';
import { ARGUMENT_TYPES } from './grammar/arguments.ts';
import type { ActionStep, ByHand, LessonOp } from './lesson.ts';
import { checkRoots } from './own-root.ts';
import { addProblem, type Report } from './problem.ts';
import { ARGUMENT_TEMPLATES, BY_HAND_TEMPLATES } from './templates.ts';
import { entryOf, lineOf } from './yaml.ts';

export function checkAction(step: ActionStep, report: Report): void {
  const missing = (key: string, why: string) => addProblem(report, step.line, `action ${step.id} has no ${key}`, why);
  if (step.do.length === 0) missing('ops', 'add at least one op to "do"');
  if (step.expect.length === 0) missing('expectation', 'add one to "expect" that is false before the action');
  if (step.byHand.length === 0) missing('byHand line', 'show the same thing by hand, with { run, shows, where }');
  for (const op of step.do) checkOp(op, step, report);
  checkRoots(step, report);
  for (const expectation of [...step.expect, ...step.unchanged])
    checkExpectation(expectation, testContextOf(step), report);
  for (const line of step.byHand) checkByHand(line, report);
}

function checkOp(op: LessonOp, step: ActionStep, report: Report): void {
  const shape = LESSON_OPS.get(op.op);
  if (shape === undefined) {
    addProblem(report, lineOf(op, 'op'), `unknown op "${op.op}"`, suggest(op.op, [...LESSON_OPS.keys()]));
    return;
  }
  for (const [name, value] of Object.entries(op.args)) {
    const argument = entryOf(shape.args, name);
    const line = lineOf(op, name);
    const known = Object.keys(shape.args);
    if (argument === undefined)
      addProblem(
        report,
        line,
        `${op.op} takes no argument "${name}"`,
        known.length === 0 ? 'it takes none: leave it out' : suggest(name, known),
      );
    else checkArgument(op.op, name, argument, value, line, report);
  }
  const misspelt = Object.keys(op.args).some(name => entryOf(shape.args, name) === undefined);
  for (const [name, argument] of Object.entries(shape.args))
    if (!misspelt && argument.required === true && op.args[name] === undefined)
      addProblem(report, lineOf(op), `${op.op} has no "${name}"`, `add ${name}: …`);
  if (shape.needsOne === true && Object.keys(op.args).length === 0)
    addProblem(
      report,
      lineOf(op),
      `${op.op} sets nothing`,
      `give at least one of: ${Object.keys(shape.args).join(', ')}`,
    );
  if (op.op === 'start-app' && isExperiment(step.scope))
    addProblem(report, lineOf(op), 'an aside cannot start the app', 'use exec, or scope: main');
  if (op.expectErrno !== undefined) checkErrno(op.expectErrno, lineOf(op, 'expectErrno'), report);
  if (op.otherwise !== undefined) {
    if (op.otherwise.errno !== 'any')
      for (const errno of op.otherwise.errno) checkErrno(errno, lineOf(op, 'otherwise'), report);
    for (const other of op.otherwise.do) checkOp(other, step, report);
  }
}

function checkArgument(
  op: string,
  name: string,
  argument: Argument,
  value: LessonOp['args'][string],
  line: number,
  report: Report,
): void {
  const items = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  checkTemplates(items.join(' '), ARGUMENT_TEMPLATES, line, report);
  const { fits, fix } = ARGUMENT_TYPES[argument.type];
  if (argument.type === 'fact') checkFact(String(value), line, report, FACT_KEYS);
  if (!fits(value, argument)) {
    const instead = typeof fix === 'string' ? fix : fix(value, argument);
    addProblem(report, line, `${op}: "${name}" cannot be ${JSON.stringify(value)}`, instead);
  } else if (argument.type === 'flags') {
    const { choices = [] } = argument;
    for (const flag of items)
      if (!choices.includes(flag)) addProblem(report, line, `${op}: unknown flag "${flag}"`, suggest(flag, choices));
  }
}

/** What the tests of an action may speak of. */
export function testContextOf(step: ActionStep): TestContext {
  const member = memberFor(step.scope);
  return {
    where: member.scratch ? 'an aside' : 'a main action',
    subjects: [...namesOf(member), HOST],
    facts: FACT_KEYS,
    wanted: { step: step.id, errno: step.do.at(-1)?.expectErrno },
  };
}

function checkByHand(line: ByHand, report: Report): void {
  checkPattern(line.shows, lineOf(line, 'shows'), report);
  const templates = line.where === 'live' ? BY_HAND_TEMPLATES : [];
  checkTemplates(line.run, templates, lineOf(line, 'run'), report);
}
