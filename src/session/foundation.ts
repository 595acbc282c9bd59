/** What later steps of the container rest on: the first step that failed, or was refused, and what the refused ones were to bring. */
import type { ActionStep, LessonOp } from '../lesson/lesson.ts';
import type { LabError } from '../protocol/lab-error.ts';
import { isFoundation } from '../words/ops.ts';
import type { Performed } from './backend.ts';
import { NotStarted } from './gate.ts';

/** An action by its place. */
export interface PlacedAction {
  lesson: { id: string };
  step: ActionStep;
}

/** Why nothing more can be built on the stage. */
interface Broken {
  /** `LESSON/STEP`. */
  because: string;
  message: string;
}

export class Foundation {
  #broken: Broken | null = null;
  #refused: { because: string; ops: LessonOp[]; message: string }[] = [];

  /** Forgets everything: the stage is a new one. */
  forget(): void {
    this.#broken = null;
    this.#refused = [];
  }

  get broken(): Broken | null {
    return this.#broken;
  }

  /** What came of a `main` action. The first that breaks it counts. */
  note(
    { lesson, step }: PlacedAction,
    { failed, refused, stopped }: Pick<Performed, 'failed' | 'refused' | 'stopped'>,
  ): void {
    const because = `${lesson.id}/${step.id}`;
    if (refused) this.#refused.push({ because, ops: step.do, message: refused.message });
    if (failed) this.#broken ??= { because, message: failed.message };
    else if (refused && stopped && isFoundation(stopped)) this.#broken ??= { because, message: refused.message };
  }

  /** An error of the gate's with the first reason: what had failed, or the refusal of what is missing. Any other as it is. */
  explain(error: LabError): LabError {
    if (!(error instanceof NotStarted)) return error;
    const { op } = error.obstacle;
    const first = this.#broken ?? this.#refused.find(({ ops }) => ops.some(other => other.op === op));
    return first ? error.because(`${first.because}: ${first.message}`) : error;
  }
}
