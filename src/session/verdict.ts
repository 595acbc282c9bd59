/** What can be said of a session at its end, from its events alone. Pure. */
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import type { EventOf, LabEventBody } from './events.ts';

/**
 * What has failed once stays told, whoever does the step once more: a claim that did not hold, an op that failed, a step skipped for
 * that, a kernel that differs from what a question's author says. A learner's wrong answer and an unsolved challenge are no failures,
 * nor is what the kernel does not allow here.
 */
export class Verdict {
  #wrong: LabError | null = null;
  #refusal: LabError | null = null;
  readonly #skipped = new Set<string>();
  readonly #refused = new Set<string>();

  add(event: LabEventBody): void {
    if (event.type === 'skipped') this.#skipped.add(placeOf(event));
    this.#wrong ??= failure(event);
    if (event.type !== 'refused') return;
    this.#refused.add(placeOf(event));
    this.#refusal ??= new LabError(
      'refused',
      `${placeOf(event)}: the kernel does not allow this here: ${printable(event.message)}`,
      { exit: EXIT.machineCannot, hint: event.todo },
    );
  }

  /** Everything held that could be judged. */
  get ok(): boolean {
    return this.#wrong === null;
  }

  /** How many different steps were refused, and how many skipped. */
  get counts(): Pick<EventOf<'session.end'>, 'refused' | 'skipped'> {
    const [refused, skipped] = [this.#refused.size, this.#skipped.size];
    return { ...(refused > 0 ? { refused } : {}), ...(skipped > 0 ? { skipped } : {}) };
  }

  /** The first thing that went wrong, for whoever does not read the whole output. */
  get wrong(): LabError | null {
    return this.#wrong && counted(this.#wrong, 'steps skipped, for they rest on it', this.#skipped.size);
  }

  /** The first thing that the kernel does not allow here: not a failure, and not the whole course either. */
  get refusal(): LabError | null {
    return this.#refusal && counted(this.#refusal, 'steps refused', this.#refused.size);
  }
}

function failure(event: LabEventBody): LabError | null {
  switch (event.type) {
    case 'skipped':
      return new LabError('skipped', `${event.because}: ${printable(event.message)}`);
    case 'error':
      return new LabError(event.code, event.message, { hint: event.hint });
    case 'expect':
      if (event.ok !== false) return null;
      return new LabError('expect', `${placeOf(event)}: this did not hold: ${event.text}`, {
        hint: `the kernel says: ${printable(event.got)}`,
      });
    case 'judged':
      if (!event.kernelDiffers) return null;
      return new LabError('judged', `${placeOf(event)}: your kernel differs from what its author expected`, {
        hint: `the kernel says: ${printable(event.evidence)}`,
      });
    default:
      return null;
  }
}

function placeOf({ lesson, step }: { lesson: string; step: string }): string {
  return `${lesson}/${step}`;
}

function counted({ code, message, hint, exit }: LabError, what: string, n: number): LabError {
  return new LabError(code, n > 0 ? `${message} (${what}: ${n})` : message, { hint, exit });
}
