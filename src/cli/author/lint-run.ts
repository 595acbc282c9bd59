/**
 * `lint --run`: what only the kernel can tell of lessons. Each action is carried out in a session of its own, with the course before
 * it, and must hold; without its ops a claim of it must fail; what its author holds for the right answer must be the kernel's; its
 * by-hand lines are typed into a shell of ours, as a reader would.
 */
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { packageFile } from '../../helper/helper-path.ts';
import { typed } from '../../helper/typed.ts';
import type { ActionStep, ByHand, Expectation, Lesson, QuestionStep } from '../../lesson/lesson.ts';
import { loadLists } from '../../lesson/lists.ts';
import { loadLesson } from '../../lesson/load.ts';
import type { Problem } from '../../lesson/problem.ts';
import { lineOf } from '../../lesson/yaml.ts';
import { byHandLine } from '../../session/by-hand.ts';
import type { LiveSession } from '../../session/live-session.ts';
import type { SessionState } from '../../session/state.ts';
import { shippedLessons } from '../course.ts';
import { connect } from '../play/connect.ts';
import { forThisMachine } from '../play/machine-lessons.ts';
import { StopSignal } from '../play/stop-signal.ts';
import { requireProc, requireTrees } from '../require-visible.ts';

/** How long a by-hand line may take: nobody waits longer for what a lesson shows. */
const LINE_SECONDS = 60;

export interface Trial {
  problems: Problem[];
  /** What is no slip, and worth knowing. */
  notes: string[];
  actions: number;
  lines: number;
  /** By-hand lines for another layout of cgroups, or other rights. */
  notHere: number;
  /** A signal came before the end. */
  interrupted: boolean;
}

/** Carries out the actions of these lesson files, which lint. Throws a `LabError` where no session can be begun. */
export async function tryLessons(files: string[], options: { trustLessons?: boolean }): Promise<Trial> {
  requireProc();
  requireTrees();
  const own = files.flatMap(file => loadLesson(file, loadLists(packageFile('lessons'), dirname(file))).lesson ?? []);
  const ids = new Set(own.map(({ id }) => id));
  const shipped = (await shippedLessons()).filter(({ id }) => !ids.has(id));
  const course = [...shipped, ...own].sort((a, b) => (a.id < b.id ? -1 : 1));
  const foreign = new Set(own.filter(({ file }) => !isShipped(file)).map(({ id }) => id));
  const lessons = await forThisMachine(course, foreign, options);
  const trial: Trial = { problems: [], notes: [], actions: 0, lines: 0, notHere: 0, interrupted: false };
  const stop = new StopSignal();
  const stopped = stop.asked.then(() => {
    trial.interrupted = true;
  });
  try {
    for (const lesson of lessons.filter(({ id }) => ids.has(id)))
      for (const step of lesson.steps)
        if (step.type === 'action' && !trial.interrupted) await tryAction(lessons, lesson, step, trial, stopped);
  } finally {
    stop.dispose();
  }
  return trial;
}

/** A lesson of the folder that was installed, not one of the same name. */
function isShipped(file: string): boolean {
  return realpathSync(dirname(file)) === realpathSync(packageFile('lessons'));
}

async function tryAction(
  lessons: Lesson[],
  lesson: Lesson,
  step: ActionStep,
  trial: Trial,
  stopped: Promise<void>,
): Promise<void> {
  const problem = (line: number, message: string, fix: string) =>
    trial.problems.push({ file: lesson.file, line, message: `${step.id}: ${message}`, fix });
  const claims = [...step.expect, ...step.unchanged];
  trial.actions++;
  const whole = await carryOut(lessons, lesson, step, stopped, state => tryLines(step, state, trial, stopped, problem));
  if (whole === null) return;
  if (whole.error !== null)
    problem(step.line, `the action fails: ${whole.error.message}`, whole.error.hint ?? 'mend its ops');
  for (const [i, { ok, text, got }] of whole.expects.entries())
    if (ok === false) problem(lineAt(claims[i], step), `"${text}" does not hold: ${got}`, 'mend the claim, or the ops');
  for (const { question, right, evidence } of whole.differing)
    trial.problems.push({
      file: lesson.file,
      line: question.line,
      message: `${question.id}: the kernel answers ${right.join(', ') || 'none of the choices'} (${evidence}), and the lesson another`,
      fix: 'mend correct, or trueWhen',
    });
  if (whole.error !== null || whole.expects.some(({ ok }) => ok !== true)) return;
  const without = await carryOut(withoutOps(lessons, lesson, step), lesson, step, stopped);
  const before = without?.expects.slice(0, step.expect.length) ?? [];
  if (before.length === 0) return;
  const already = step.expect.filter((_, i) => before[i]?.ok === true);
  if (already.length === step.expect.length)
    problem(
      lineAt(already[0], step),
      `${all(already.length)} before the action too`,
      'claim something that only the action makes true; what stays as it was is written under unchanged',
    );
  else
    for (const claim of already)
      trial.notes.push(
        `${lesson.file}:${lineAt(claim, step)}: ${step.id}: "${claim.says}" holds before the action too`,
      );
}

const all = (count: number) => (count === 1 ? 'its one claim holds' : 'all its claims hold');

function lineAt(claim: Expectation | undefined, step: ActionStep): number {
  const line = lineOf(claim);
  return line > 1 ? line : step.line;
}

interface Outcome {
  expects: { ok: boolean | null; text: string; got: string }[];
  error: SessionState['error'];
  /** Questions that the kernel answers otherwise than their author. */
  differing: { question: QuestionStep; right: string[]; evidence: string }[];
}

/** In a session of its own; `meanwhile`: while all of it is still there. Null when it was stopped. */
async function carryOut(
  lessons: Lesson[],
  lesson: Lesson,
  step: ActionStep,
  stopped: Promise<void>,
  meanwhile: (state: SessionState) => Promise<void> = async () => {},
): Promise<Outcome | null> {
  const session = await connect({
    lessons,
    interactive: process.stdin.isTTY === true,
    app: { argv: ['/bin/pause'], io: 'pipe' },
  });
  try {
    return await Promise.race([stopped.then(() => null), toItsEnd(session, lesson, step, meanwhile)]);
  } finally {
    await session.close();
  }
}

async function toItsEnd(
  session: LiveSession,
  lesson: Lesson,
  step: ActionStep,
  meanwhile: (state: SessionState) => Promise<void>,
): Promise<Outcome> {
  session.begin();
  await session.jump(lesson.id, step.id);
  await session.next();
  const state = session.getState();
  if (state.error === null) await meanwhile(state);
  const differing = lesson.steps.flatMap(question => {
    if (question.type !== 'question' || question.before !== step.id) return [];
    const judged = state.answers[`${lesson.id}/${question.id}`]?.judged;
    return judged?.kernelDiffers ? [{ question, right: judged.right, evidence: judged.evidence }] : [];
  });
  return { expects: state.results[`${lesson.id}/${step.id}`]?.expects ?? [], error: state.error, differing };
}

function withoutOps(lessons: Lesson[], lesson: Lesson, step: ActionStep): Lesson[] {
  const bare = (other: Lesson['steps'][number]) => (other.id === step.id ? { ...step, do: [] } : other);
  return lessons.map(l => (l.id === lesson.id ? { ...l, steps: l.steps.map(bare) } : l));
}

/** What stands for each `{name}` is this session's. */
async function tryLines(
  step: ActionStep,
  state: SessionState,
  trial: Trial,
  stopped: Promise<void>,
  problem: (line: number, message: string, fix: string) => void,
): Promise<void> {
  for (const byHand of step.byHand) {
    const line = byHandLine(byHand, state);
    if (line === null) {
      trial.notHere++;
      continue;
    }
    trial.lines++;
    const { output, ended } = await typed(line, LINE_SECONDS, stopped);
    if (trial.interrupted) return;
    const at = lineOf(byHand, 'run');
    if (!ended) problem(at, `the by-hand line takes more than ${LINE_SECONDS} seconds: ${line}`, 'write one that ends');
    else if (!shows(byHand, output))
      problem(
        at,
        `the by-hand line does not show ${JSON.stringify(byHand.shows)}: ${line}; it printed: ${start(output)}`,
        'mend run, or shows',
      );
  }
}

function shows(byHand: ByHand, output: string): boolean {
  return new RegExp(byHand.shows, 'm').test(output);
}

/** The first lines, on one. */
function start(output: string): string {
  const text = output.trim().split('\n').slice(0, 4).join(' | ');
  return text === '' ? '(nothing)' : text.slice(0, 240);
}
