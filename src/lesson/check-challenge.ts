/** Can a challenge be solved, judged and helped with? */

import { isDeepStrictEqual } from 'node:util';
import { CANDIDATE_KEYS, FACT_KEYS } from '../words/facts.ts';
import { checkExpectation, checkTemplates, checkTest, type TestContext } from './check-test.ts';
import { checkOf } from './half-way.ts';
import type { ChallengeStep } from './lesson.ts';
import { CHALLENGE_TEMPLATES } from './personal.ts';
import { addProblem, type Report } from './problem.ts';
import { SOLUTION_TEMPLATES } from './templates.ts';
import { lineOf } from './yaml.ts';

const CONTEXT: TestContext = {
  where: 'a challenge',
  subjects: ['candidate', 'host'],
  facts: new Set([...FACT_KEYS, ...CANDIDATE_KEYS]),
};

export function checkChallenge(step: ChallengeStep, report: Report): void {
  const wrong = (message: string, fix: string) => addProblem(report, step.line, `challenge ${step.id} ${message}`, fix);
  if (step.checks.length === 0) wrong('checks nothing', 'add at least one test to "checks"');
  if (step.hints.length !== 2)
    wrong(`has ${step.hints.length} hints`, 'write two: the first one is made from what is observed');
  if (step.solution.length === 0) wrong('has no solution', 'add the lines that one can type, with { run }');
  if (step.partial.length === 0)
    wrong('cannot say what is still missing', 'add { when, says } to "partial" for the likely half-way states');
  if (step.afterwards !== null && step.seeks.kind !== 'cgroup')
    wrong('has an "afterwards", and no group', 'only a cgroup can be asked to be gone again');
  for (const expectation of [...step.checks, ...step.stars]) checkExpectation(expectation, CONTEXT, report);
  for (const { when } of step.partial) checkTest(when, step.line, CONTEXT, report);
  checkHalfWay(step, report);
  for (const text of textsOf(step)) checkTemplates(text, CHALLENGE_TEMPLATES, step.line, report);
  for (const line of [...step.solution, ...step.cleanup])
    checkTemplates(line.run, SOLUTION_TEMPLATES, lineOf(line, 'run'), report);
}

/** A hint is given while its check is the first that does not hold: so they stand in the order of the checks, and each belongs to one. */
function checkHalfWay({ id, checks, partial, line: around }: ChallengeStep, report: Report): void {
  let last = 0;
  for (const each of partial) {
    const line = lineOf(each, 'when') === 1 ? around : lineOf(each, 'when');
    const at = checkOf(each, checks);
    const wrong = (message: string, fix: string) =>
      addProblem(report, line, `challenge ${id}: the hint "${each.says}" ${message}`, fix);
    if (at < 0)
      wrong('belongs to no check: none tests a fact of its "when"', 'test a fact of the check that is missing');
    else if (at < last)
      wrong(
        'comes after one about a later check',
        'put "partial" into the order of "checks": the first that does not hold is spoken of',
      );
    else if (isDeepStrictEqual(each.when, checks[at]?.test))
      wrong(
        'is meant for when its check holds, and is never given',
        'write when: { not: … }, or test what is there instead',
      );
    last = Math.max(last, at);
  }
}

/** Everything that a learner reads, and the name of the group. */
function textsOf({ task, seeks, checks, stars, afterwards, partial, nothing, hints }: ChallengeStep): string[] {
  return [
    task,
    ...(seeks.kind === 'cgroup' ? [seeks.name] : []),
    ...[...checks, ...stars, ...partial].map(({ says }) => says),
    ...(afterwards === null ? [] : [afterwards]),
    nothing,
    ...hints,
  ];
}
