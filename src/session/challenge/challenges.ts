/** The challenges met in a session. One that was left goes on where it was: what was made for it meanwhile still counts. */
import type { ChallengeStep } from '../../lesson/lesson.ts';
import type { MachineWatch } from '../../observe/machine-watch.ts';
import type { LabEventBody, Unclaimed } from '../events.ts';
import type { Refusal } from '../refusals.ts';
import { Challenge, type Watched } from './challenge.ts';
import { MachineChanges } from './machine-changes.ts';
import type { Solution } from './solution.ts';

/** The seekers for one challenge; `machine`: the same for all, for what happens beside it. */
export type Watch = Pick<Watched, 'seeker' | 'host'> & { machine?: MachineWatch };

/** What depends on this machine: the seekers for a challenge, and its solution as typed here. */
interface MachineSpecifics {
  watch(step: ChallengeStep): Watch;
  solution(step: ChallengeStep): Solution;
}

export class Challenges {
  readonly #specifics: MachineSpecifics;
  readonly #emit: (event: LabEventBody) => void;
  readonly #met = new Map<string, Challenge>();
  readonly #machine: MachineChanges;
  #current: Challenge | null = null;

  constructor(specifics: MachineSpecifics, emit: (event: LabEventBody) => void) {
    this.#specifics = specifics;
    this.#emit = emit;
    this.#machine = new MachineChanges(emit);
  }

  /** `refused`: what the session itself met when it wanted what this challenge asks for. */
  async enter(lesson: string, step: ChallengeStep, refused: Refusal | null = null): Promise<void> {
    const obstacle =
      refused &&
      `the workshop was refused this here: ${refused.message}; why: ${refused.why}; way out: ${refused.todo}`;
    if (obstacle) this.#emit({ type: 'note', text: obstacle });
    const { machine, ...watch } = this.#specifics.watch(step);
    if (machine) this.#machine.enter(machine, step);
    const key = `${lesson}/${step.id}`;
    const known = this.#met.get(key);
    if (known) {
      this.#current = known;
      return known.show();
    }
    // where nothing is seen, the reason comes before the author's sentence
    const told = obstacle === null ? step : { ...step, nothing: `${step.nothing} Mind: ${obstacle}` };
    const solution = this.#specifics.solution(step);
    this.#current = new Challenge({ lesson, step: told, emit: this.#emit, solution, ...watch });
    this.#met.set(key, this.#current);
    await this.#current.begin();
  }

  leave(): void {
    this.#current = null;
    this.#machine.leave();
  }

  /** The lesson is left, or the session is at its end: what is still not as it was on the machine is told once more. */
  emitRemaining(): void {
    this.#machine.emitRemaining();
  }

  async look(how?: { rested?: boolean }): Promise<void> {
    this.#machine.look();
    await this.#current?.look(how);
  }

  /** What is asked about counts, at once, if it is what was shown. */
  async claim(shown: Unclaimed | null): Promise<void> {
    this.#current?.claim(shown);
    await this.#current?.look({ rested: true });
  }

  hint(): void {
    this.#current?.hint();
  }
}
