/** The course of `--privileged`, as `docker run --privileged`: the app keeps every right. Pure. */
import type { ActionStep, Expectation, Lesson, Predicate, Step } from '../lesson/lesson.ts';
import { PROTECTIONS } from './gate.ts';

/** The facts that tell of it in later steps. */
const RIGHTS_FACT = /^status\.(Cap|NoNewPrivs|Seccomp)/;

/**
 * Without those ops in every `main` action, and without the claims that then cannot hold: each step that
 * lost something says so in `omitted`. Experiments are on a process of their own and stay as they are.
 */
export function privileged(lessons: Lesson[]): Lesson[] {
  return lessons.map(lesson => ({ ...lesson, steps: lesson.steps.map(withoutGivingUp) }));
}

function withoutGivingUp(step: Step): Step {
  if (step.type !== 'action' || step.scope !== 'main') return step;
  const kept = step.do.filter(({ op }) => !PROTECTIONS.has(op));
  const stands = (claim: Expectation): boolean => kept.length === step.do.length && !isAboutRights(claim.test);
  const expect = step.expect.filter(stands);
  if (kept.length === step.do.length && expect.length === step.expect.length) return step;
  return { ...step, do: kept, expect, omitted: sentence(step, kept, expect) };
}

function sentence(step: ActionStep, kept: ActionStep['do'], expect: Expectation[]): string {
  const ops = step.do.filter(op => !kept.includes(op)).map(({ op }) => op);
  const claims = step.expect.filter(claim => !expect.includes(claim)).map(({ says }) => `"${says}"`);
  const left = ops.length > 0 ? `leaves out ${ops.join(', ')}` : 'has left out what this is about';
  return `--privileged ${left}; not judged: ${claims.join(' ')}`;
}

function isAboutRights(test: Predicate): boolean {
  if ('all' in test) return test.all.some(isAboutRights);
  if ('any' in test) return test.any.some(isAboutRights);
  if ('not' in test) return isAboutRights(test.not);
  return 'fact' in test && test.of !== 'host' && RIGHTS_FACT.test(test.fact);
}
