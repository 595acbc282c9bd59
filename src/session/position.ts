/** The learner's position in the course, and the moves: forward, backward, jump. */
import type { ActionStep, Lesson, LessonOp } from '../lesson/lesson.ts';
import { LabError } from '../protocol/lab-error.ts';
import { memberFor } from '../words/cast.ts';
import { type Actions, errorEvent } from './actions.ts';
import type { Backend } from './backend.ts';
import type { Challenges } from './challenge/challenges.ts';
import { isMainAction, mainActionsBefore, type Place } from './course.ts';
import type { SessionStore } from './session-store.ts';

interface Dependencies {
  course: Place[];
  backend: Pick<Backend, 'drop'>;
  store: SessionStore;
  actions: Actions;
  challenges: Challenges;
}

/** A step and whether it has been carried out; everything `main` before it is in effect. */
export class Position {
  readonly #around: Dependencies;
  #at: Place | null = null;
  #done = false;
  /** The course is played without a learner: challenges are not watched. */
  unattended = false;

  constructor(around: Dependencies) {
    this.#around = around;
  }

  /** Null before the first lesson is opened. */
  get at(): Place | null {
    return this.#at;
  }

  /** The step is an action that has been carried out. */
  get done(): boolean {
    return this.#done;
  }

  here(): Place {
    if (!this.#at) throw new LabError('order', 'no lesson is open yet');
    return this.#at;
  }

  /** The `main` ops that should be in effect here. */
  opsInEffect(): LessonOp[] {
    const at = this.#at;
    if (!at) return [];
    const next = this.#done && isMainAction(at) ? at.index + 1 : at.index;
    return mainActionsBefore(this.#around.course, next).flatMap(({ step }) => step.do);
  }

  /** The action at hand, or else the following step. False at the very end. */
  async forward(): Promise<boolean> {
    const at = this.here();
    if (at.step.type === 'action' && !this.#done) {
      await this.#carryOut(at.lesson, at.step);
      return true;
    }
    const following = this.#around.course[at.index + 1];
    if (!following) return false;
    await this.#endExperiment();
    await this.#enter(following, false);
    return true;
  }

  /** The action at hand undone, or else the step before. False at the very beginning. */
  async backward(): Promise<boolean> {
    const at = this.here();
    if (at.step.type === 'action' && this.#done) {
      if (isMainAction(at)) await this.rebuild(at);
      else {
        await this.#endExperiment();
        await this.#enter(at, false);
      }
      return true;
    }
    const before = this.#around.course[at.index - 1];
    if (!before) return false;
    await this.#endExperiment();
    await this.#enter(before, isMainAction(before));
    return true;
  }

  /** A fresh stage with every `main` action before the place in effect. Throws the LabError of one that failed, which has been told. */
  async rebuild(to: Place): Promise<void> {
    const { course, actions, store } = this.#around;
    await this.#endExperiment();
    const failed = await actions.replay(mainActionsBefore(course, to.index)).catch(labError);
    // there all the same: the stage is what it could become on the way to this place, and says so where something rests on it
    await this.#enter(to, false).catch(error => {
      if (!failed) throw error;
    });
    if (!failed) return;
    if (!store.brokenOff) store.emit(errorEvent(failed));
    throw failed;
  }

  async #enter(to: Place, done: boolean): Promise<void> {
    const { store, actions, challenges } = this.#around;
    const { lesson, step } = to;
    if (this.#at && this.#at.lesson.id !== lesson.id) challenges.emitRemaining();
    if (this.#at?.lesson.id !== lesson.id) store.emit({ type: 'lesson.start', lesson: lesson.id, title: lesson.title });
    this.#at = to;
    this.#done = done;
    if (!done) store.forgetResult(lesson.id, step.id);
    store.emit({
      type: 'step.start',
      lesson: lesson.id,
      step: step.id,
      title: step.title,
      kind: step.type,
      scope: step.type === 'action' ? step.scope : null,
    });
    if (step.type === 'challenge' && !this.unattended)
      await challenges.enter(lesson.id, step, actions.refusalFor(step));
    else challenges.leave();
  }

  async #carryOut(lesson: Lesson, step: ActionStep): Promise<void> {
    const { store, actions } = this.#around;
    store.setBusy(true);
    try {
      await actions.carryOut(lesson, step, this.opsInEffect());
      this.#done = true;
    } finally {
      store.setBusy(false);
    }
  }

  async #endExperiment(): Promise<void> {
    if (this.#at?.step.type !== 'action') return;
    const { name, scratch } = memberFor(this.#at.step.scope);
    if (scratch) await this.#around.backend.drop(name);
  }
}

function labError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  throw error;
}
