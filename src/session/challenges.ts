/** The challenges met in a session. One that was left goes on where it was: what was made for it meanwhile still counts. */
import type { ChallengeStep } from '../lesson/lesson.ts';
import { Challenge, type Watched } from './challenge.ts';
import type { LabEventBody } from './events.ts';
import type { Refusal } from './refusals.ts';

/** Eyes for one challenge, and its solution as it is typed here. */
export type Watch = Pick<Watched, 'seeker' | 'host' | 'solution'>;

export class Challenges {
  readonly #watch: (step: ChallengeStep) => Watch;
  readonly #tell: (event: LabEventBody) => void;
  readonly #met = new Map<string, Challenge>();
  #current: Challenge | null = null;

  constructor(watch: (step: ChallengeStep) => Watch, tell: (event: LabEventBody) => void) {
    this.#watch = watch;
    this.#tell = tell;
  }

  /** `refused`: what the session itself met when it wanted what this challenge asks for. */
  async enter(lesson: string, step: ChallengeStep, refused: Refusal | null = null): Promise<void> {
    const obstacle =
      refused &&
      `the workshop was refused this here: ${refused.message}; why: ${refused.why}; way out: ${refused.todo}`;
    if (obstacle) this.#tell({ type: 'note', text: obstacle });
    const key = `${lesson}/${step.id}`;
    const known = this.#met.get(key);
    // where nothing is seen, the reason comes before the author's sentence
    const told = obstacle === null ? step : { ...step, nothing: `${step.nothing} Mind: ${obstacle}` };
    this.#current = known ?? new Challenge({ lesson, step: told, tell: this.#tell, ...this.#watch(step) });
    if (known) return known.show();
    this.#met.set(key, this.#current);
    await this.#current.begin();
  }

  leave(): void {
    this.#current = null;
  }

  async look(how?: { rested?: boolean }): Promise<void> {
    await this.#current?.look(how);
  }

  hint(): void {
    this.#current?.hint();
  }
}
