import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import type { ActionStep, Lesson, LessonOp } from '../../src/lesson/lesson.ts';
import { places } from '../../src/session/course.ts';
import type { LiveSession } from '../../src/session/live-session.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';

/**
 * The lessons' claims on this kernel: each holds after its action, and is worth something: without the action, or without any
 * single op of it, some claim fails (or the kernel refuses).
 */
const lessons = await machineLessons();
const actions = places(lessons).flatMap(({ lesson, step }) =>
  step.type === 'action' ? [{ lesson, step, name: `${lesson.id}/${step.id}` }] : [],
);
const open: LiveSession[] = [];

async function begin(course: Lesson[]): Promise<LiveSession> {
  const live = await connect({ lessons: course, interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  open.push(live);
  live.begin();
  return live;
}

function withOps(lesson: Lesson, step: ActionStep, ops: LessonOp[]): Lesson[] {
  const edit = (l: Lesson): Lesson => ({
    ...l,
    steps: l.steps.map(s => (s.id === step.id ? { ...step, do: ops } : s)),
  });
  return lessons.map(l => (l.id === lesson.id ? edit(l) : l));
}

/** What will not happen is not waited for as long as in the lesson. */
const soon = (op: LessonOp): LessonOp =>
  op.args.seconds === undefined ? op : { ...op, args: { ...op.args, seconds: Math.ceil(2 * slowness) } };

async function carryOut(course: Lesson[], lesson: Lesson, step: ActionStep) {
  const live = await begin(course);
  await live.jump(lesson.id, step.id);
  await live.next();
  const state = live.getState();
  await live.close();
  return { result: state.results[`${lesson.id}/${step.id}`], error: state.error };
}

afterAll(async () => {
  for (const live of open) await live.close();
});

describe.runIf(needs(isRoot, 'makes mounts and cgroups, needs root'))('claims of the lessons', () => {
  it.each(actions)('$name: every claim holds', async ({ lesson, step }) => {
    const { result, error } = await carryOut(lessons, lesson, step);
    expect(error).toBeNull();
    expect(result?.expects.filter(e => !e.ok)).toEqual([]);
    expect(result?.expects.length).toBe(step.expect.length + step.unchanged.length);
  });

  it.each(actions)('$name: a claim is false before it', async ({ lesson, step }) => {
    const { result } = await carryOut(withOps(lesson, step, []), lesson, step);
    const claims = result?.expects.slice(0, step.expect.length) ?? [];
    expect(claims.some(e => !e.ok)).toBe(true);
  });

  /** The experiment is that nothing comes of this op; its call is shown. And what a wait is for may come without it. */
  const withoutTrace = new Set(['06-start-app/sigterm signal SIGTERM']);
  const single = actions.flatMap(action =>
    action.step.do
      .map((op, i) => ({ ...action, op: op.op, i, args: Object.values(op.args).join() }))
      .filter(({ name, op, args }) => !op.startsWith('wait-') && !withoutTrace.has(`${name} ${op} ${args}`)),
  );
  it.each(single)('$name: is missed without op $i ($op)', async ({ lesson, step, i }) => {
    const without = withOps(lesson, step, step.do.filter((_op, n) => n !== i).map(soon));
    const { result } = await carryOut(without, lesson, step);
    // a saved descriptor is invisible until it is used: then a later action of the lesson fails
    expect(result?.ok === true ? await laterFailure(without, lesson, step) : 'here').not.toBeNull();
  });
});

/** The first main action after `step` in its lesson that fails, or null. */
async function laterFailure(course: Lesson[], lesson: Lesson, step: ActionStep): Promise<string | null> {
  const after = lesson.steps.slice(lesson.steps.findIndex(s => s.id === step.id) + 1);
  for (const later of after) {
    if (later.type !== 'action' || later.scope !== 'main') continue;
    const { result } = await carryOut(course, lesson, later);
    if (result?.ok !== true) return later.id;
  }
  return null;
}
