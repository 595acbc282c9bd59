/** Carries out actions of a course, judges their claims, and remembers which failed or were refused: later ones rest on them. */
import type { ActionStep, ChallengeStep, Lesson, LessonOp, QuestionStep } from '../lesson/lesson.ts';
import type { LabError } from '../protocol/lab-error.ts';
import { CONTAINER, EXPERIMENT, memberFor } from '../words/cast.ts';
import type { Backend, Performed } from './backend.ts';
import { BlockedClaims } from './blocked-claims.ts';
import type { LabEventBody } from './events.ts';
import { type Evidence, judge } from './expect.ts';
import { Foundation, type PlacedAction } from './foundation.ts';
import { promisedBy } from './gate.ts';
import { authorsAnswer, judgeQuestion } from './questions.ts';
import type { Refusal } from './refusals.ts';
import type { SessionStore } from './session-store.ts';

export class Actions {
  readonly #backend: Backend;
  readonly #store: SessionStore;
  readonly #foundation = new Foundation();
  readonly #blocked = new BlockedClaims();

  constructor(backend: Backend, store: SessionStore) {
    this.#backend = backend;
    this.#store = store;
  }

  /** What the session itself was refused and this challenge asks for. */
  refusalFor(step: ChallengeStep): Refusal | null {
    return this.#blocked.forChallenge(step);
  }

  /** An error as its reader should see it: what is not started is so because of what came first. */
  explain(error: LabError): LabError {
    return this.#foundation.explain(error);
  }

  /**
   * A fresh stage with these in effect, quietly, up to the first on which the others rest and which failed or was refused. Throws the
   * LabError of one that failed.
   */
  async replay(actions: readonly PlacedAction[]): Promise<void> {
    this.#blocked.forget();
    this.#foundation.forget();
    await this.#backend.drop(CONTAINER.name);
    await this.#backend.spawn(CONTAINER.name);
    const ops: LessonOp[] = [];
    for (const action of actions) {
      if (this.#foundation.broken) break;
      const done = await this.#backend.perform(action.step.do, CONTAINER.name, {
        quiet: true,
        protections: promisedBy(ops).protections,
      });
      if (done.refused) this.#blocked.note(action.step, done.refused);
      const failed = done.failed && this.explain(done.failed);
      this.#foundation.note(action, done);
      ops.push(...action.step.do);
      if (failed) throw failed;
    }
    await this.#backend.refresh();
  }

  /**
   * One of them, with every snapshot, verdict, and answer to the questions that were asked before it. `before`: the `main` ops before
   * it. One that rests on what failed is skipped, and says so.
   */
  async carryOut(lesson: Lesson, step: ActionStep, before: LessonOp[]): Promise<void> {
    const { name, scratch } = lesson.untrusted ? EXPERIMENT : memberFor(step.scope);
    const where = { lesson: lesson.id, step: step.id };
    const asked = lesson.steps.filter(s => s.type === 'question' && s.before === step.id) as QuestionStep[];
    const { broken } = this.#foundation;
    if (!scratch && broken) {
      this.#store.emit({ type: 'skipped', ...where, ...broken });
      this.#store.emit({ type: 'step.end', ...where, ok: null });
      for (const question of asked) this.judge(lesson.id, question, this.#backend.evidence(), broken);
      return;
    }
    if (step.omitted !== undefined) this.#store.emit({ type: 'note', text: step.omitted });
    if (scratch) {
      await this.#backend.drop(name);
      await this.#backend.spawn(name, { strict: lesson.untrusted === true });
    }
    const protections = scratch ? [] : promisedBy(before).protections;
    const done = await this.#backend.perform(step.do, name, { quiet: false, protections });
    if (this.#store.brokenOff) return;
    if (done.failed) this.#store.emit(errorEvent(this.explain(done.failed)));
    if (!scratch) this.#foundation.note({ lesson, step }, done);
    if (done.refused) {
      this.#store.emit({ type: 'refused', ...where, ...done.refused });
      if (!scratch) this.#blocked.note(step, done.refused);
    }
    this.#store.emit({ type: 'step.end', ...where, ok: this.#judgeClaims(where, step, done) });
    for (const question of asked) this.judge(lesson.id, question, done, done.refused);
  }

  /** The answer to a question, by what the kernel has returned; by its author, where it could not be asked. */
  judge(
    lesson: string,
    step: QuestionStep,
    evidence: Evidence,
    refused: { message: string } | null = this.#obstacle(step),
  ): void {
    const choice = this.#store.state.answers[`${lesson}/${step.id}`]?.choice ?? null;
    const verdict = refused ? authorsAnswer(step, choice, refused) : judgeQuestion(step, choice, evidence);
    this.#store.emit({ type: 'judged', lesson, step: step.id, choice, ...verdict });
  }

  /** What a quiz asks the kernel is about a container that has not become what it should be. */
  #obstacle({ choices }: QuestionStep): { message: string } | null {
    return choices.some(({ trueWhen }) => trueWhen !== undefined) ? this.#foundation.broken : null;
  }

  /** Null: not all of it can be judged here, and nothing is wrong. */
  #judgeClaims(where: { lesson: string; step: string }, step: ActionStep, done: Performed): boolean | null {
    const verdicts = [...step.expect, ...step.unchanged].map(({ test, says }) => {
      const { ok, got, missing } = judge(test, done);
      const obstacle = done.failed ? null : this.#blocked.obstacle(done.refused, test, { ok, missing });
      this.#store.emit({
        type: 'expect',
        ok: obstacle ? null : ok,
        text: says,
        ...where,
        got: obstacle?.message ?? got,
        says: 'kernel',
      });
      return obstacle ? null : ok;
    });
    if (done.failed || verdicts.includes(false)) return false;
    return done.refused || verdicts.includes(null) ? null : true;
  }
}

/** An error as an event. */
export function errorEvent({ code, message, hint }: LabError): LabEventBody {
  return { type: 'error', code, message, ...(hint ? { hint } : {}) };
}
