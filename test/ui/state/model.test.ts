import { describe, expect, test } from 'vitest';
import type { Lesson } from '../../../src/lesson/lesson.ts';
import type { StepResult } from '../../../src/session/state.ts';
import type { LessonProgress } from '../../../src/ui/draw/menu.ts';
import { type Model, progressOf } from '../../../src/ui/state/model.ts';
import { COURSE } from '../course.ts';
import { emptyModel } from '../models.ts';

const UNSHARE = COURSE.find(({ id }) => id === '02-unshare') as Lesson;
const HELD: StepResult = { ok: true, expects: [] };
const FAILED: StepResult = { ok: false, expects: [] };
/** The machine did not allow it: `step.end` says neither true nor false. */
const BLOCKED: StepResult = { ok: null, expects: [], blocked: true };
const SKIPPED: StepResult = {
  ok: null,
  expects: [],
  blocked: true,
  skipped: { because: '01/mount', message: 'EINVAL' },
};

function model(results: Record<string, StepResult>, more: Partial<Model> = {}): Model {
  const named = Object.entries(results).map(([step, result]) => [`02-unshare/${step}`, result]);
  const base = emptyModel();
  return { ...base, session: { ...base.session, results: Object.fromEntries(named) }, ...more };
}

describe('how far a lesson is', () => {
  test.each<[LessonProgress, Record<string, StepResult>]>([
    ['not begun', {}],
    ['in progress', { uts: HELD }],
    ['in progress', { uts: BLOCKED }],
    ['held', { uts: HELD, pid: HELD }],
    ['refused', { uts: HELD, pid: BLOCKED }],
    ['refused', { uts: BLOCKED, pid: BLOCKED }],
    ['skipped', { uts: HELD, pid: SKIPPED }],
    ['failed', { uts: FAILED, pid: BLOCKED }],
    ['failed', { uts: FAILED, pid: SKIPPED }],
  ])('%s: %j', (progress, results) => expect(progressOf(model(results), UNSHARE)).toBe(progress));

  test('a step done in an earlier session counts, unless this machine refuses it today', () => {
    const earlier = { savedSteps: new Set(['02-unshare/uts', '02-unshare/pid']) };
    expect(progressOf(model({}, earlier), UNSHARE)).toBe('held');
    expect(progressOf(model({ pid: BLOCKED }, earlier), UNSHARE)).toBe('refused');
    expect(progressOf(model({ pid: FAILED }, earlier), UNSHARE)).toBe('failed');
  });
});
