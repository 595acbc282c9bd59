/** The challenges met in a session. One that was left goes on where it was: what was made for it meanwhile still counts. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import type { LabEventBody } from '../events.ts';
import type { Refusal } from '../refusals.ts';
import { Challenge, type Watched } from './challenge.ts';
import type { Solution } from './solution.ts';

/** Eyes for one challenge. */
export type Watch = Pick<Watched, 'seeker' | 'host'>;

/** Who knows this machine: what to look with, and how a solution is typed here. */
export interface Guide {
  watch(step: ChallengeStep): Watch;
  solution(step: ChallengeStep): Solution;
}

export class Challenges {
  readonly #guide: Guide;
  readonly #tell: (event: LabEventBody) => void;
  readonly #met = new Map<string, Challenge>();
  #current: Challenge | null = null;

  constructor(guide: Guide, tell: (event: LabEventBody) => void) {
    this.#guide = guide;
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
    if (known) {
      this.#current = known;
      return known.show();
    }
    // where nothing is seen, the reason comes before the author's sentence
    const told = obstacle === null ? step : { ...step, nothing: `${step.nothing} Mind: ${obstacle}` };
    const solution = this.#guide.solution(step);
    this.#current = new Challenge({ lesson, step: told, tell: this.#tell, solution, ...this.#guide.watch(step) });
    this.#met.set(key, this.#current);
    await this.#current.begin();
  }

  leave(): void {
    this.#current = null;
  }

  async look(how?: { rested?: boolean }): Promise<void> {
    await this.#current?.look(how);
  }

  /** What is asked about counts, at once. */
  async claim(): Promise<void> {
    this.#current?.claim();
    await this.#current?.look({ rested: true });
  }

  hint(): void {
    this.#current?.hint();
  }
}
