/** Can a challenge be solved, judged and helped with? */
import { checkExpectation, checkTemplates, checkTest, type Scene } from './check-test.ts';
import { CANDIDATE_KEYS, FACT_KEYS } from './known.ts';
import type { ChallengeStep } from './lesson.ts';
import { SOLUTION_TEMPLATES } from './ops.ts';
import { CHALLENGE_TEMPLATES } from './personal.ts';
import { complain, type Report } from './shape.ts';
import { lineOf } from './yaml.ts';

const SCENE: Scene = {
  where: 'a challenge',
  subjects: ['candidate', 'host'],
  facts: new Set([...FACT_KEYS, ...CANDIDATE_KEYS]),
};

export function checkChallenge(step: ChallengeStep, report: Report): void {
  const wrong = (message: string, fix: string) => complain(report, step.line, `challenge ${step.id} ${message}`, fix);
  if (step.checks.length === 0) wrong('checks nothing', 'add at least one test to "checks"');
  if (step.hints.length !== 2)
    wrong(`has ${step.hints.length} hints`, 'write two: the first one is made from what is observed');
  if (step.solution.length === 0) wrong('has no solution', 'add the lines that one can type, with { run }');
  if (step.partial.length === 0)
    wrong('cannot say what is still missing', 'add { when, says } to "partial" for the likely half-way states');
  if (step.afterwards !== null && step.seeks.kind !== 'cgroup')
    wrong('has an "afterwards", and no group', 'only a cgroup can be asked to be gone again');
  for (const expectation of [...step.checks, ...step.stars]) checkExpectation(expectation, SCENE, report);
  for (const { when } of step.partial) checkTest(when, step.line, SCENE, report);
  for (const text of textsOf(step)) checkTemplates(text, CHALLENGE_TEMPLATES, step.line, report);
  for (const line of [...step.solution, ...step.cleanup])
    checkTemplates(line.run, SOLUTION_TEMPLATES, lineOf(line, 'run'), report);
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
