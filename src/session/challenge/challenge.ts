/** One challenge being watched: snapshots of what is new become events, until it is solved. */
import { isDeepStrictEqual } from 'node:util';
import type { ChallengeStep } from '../../lesson/lesson.ts';
import { starsOf } from '../../lesson/stars.ts';
import type { Seeker } from '../../observe/seeker.ts';
import type { SubjectFacts } from '../../observe/snapshot.ts';
import type { EventOf, LabEventBody, Unclaimed } from '../events.ts';
import {
  allHold,
  bestOf,
  candidateOf,
  held,
  type Judged,
  judgeSighting,
  observedHint,
  questionable,
  unclaimedOf,
  unmet,
} from './candidates.ts';
import type { Solution } from './solution.ts';

/** A look that takes longer than this (ms) … */
const LONG = 25;
/** … is followed by a rest of so many times its length: on a machine with many processes watching must not become the load. */
const REST = 4;

export interface Watched {
  lesson: string;
  step: ChallengeStep;
  seeker: Seeker;
  /** The host's snapshot of now. */
  host(): SubjectFacts;
  /** The solution as it is typed here. */
  solution: Solution;
  emit(event: LabEventBody): void;
}

type Told = Omit<EventOf<'challenge'>, 't'>;

export class Challenge {
  readonly #watched: Watched;
  /** The best candidate of the last look. */
  #best: Judged | null = null;
  /** What is asked about: nothing tells that it is the learner's. */
  #asked: Judged | null = null;
  /** The last one for which all checks held. */
  #proven: Judged | null = null;
  #stars = 0;
  #solved = false;
  #seen = false;
  /** The solution has been told, be it after success. */
  #shown = false;
  #hints = 0;
  #told = '';
  /** The first hint as it was told last; it follows what is observed. */
  #observed: string | null = null;
  #restUntil = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  async begin(): Promise<void> {
    await this.#watched.seeker.begin();
    this.show();
  }

  /** Emits the checklist although nothing has changed: the learner has come back to it. */
  show(): void {
    this.#told = '';
    this.#emitChecks(0);
  }

  /** Look once, unless it is time to rest; `rested`: in any case. */
  async look({ rested = false } = {}): Promise<void> {
    const began = performance.now();
    if (!rested && began < this.#restUntil) return;
    const { seeker, step, host } = this.#watched;
    const sightings = await seeker.look();
    const snapshot = host();
    const all = sightings.map(sighting => judgeSighting(step, sighting, snapshot));
    const judged = all.filter(({ sighting }) => sighting.whose !== 'foreign');
    this.#best = bestOf(judged, this.#best?.sighting.id ?? null);
    const asked = questionable(all, this.#asked?.sighting.id ?? null);
    const unclaimed = this.#winsMore(asked) ? asked : null;
    const changed = unclaimed?.sighting.id !== this.#asked?.sighting.id;
    this.#asked = unclaimed;
    const took = performance.now() - began;
    this.#restUntil = took > LONG ? began + took * (1 + REST) : 0;
    const proof = this.#best !== null && allHold(this.#best.checks) ? this.#best : null;
    if (!this.#solved || proof || changed) this.#emitChecks(judged.length);
    this.#prove(proof, judged);
    if (!this.#solved && this.#hints > 0) this.#emitObserved();
  }

  /** Once it is solved only more stars are worth a question. */
  #winsMore(asked: Judged | null): boolean {
    return asked !== null && (!this.#solved || (allHold(asked.checks) && held(asked.stars) > this.#stars));
  }

  /** What is asked about is the learner's, unless something else was shown to them; it counts from the next look on. */
  claim(shown: Unclaimed | null): void {
    const asked = this.#asked?.sighting;
    if (asked && isDeepStrictEqual(unclaimedOf(asked), shown)) this.#watched.seeker.claim(asked.id);
  }

  /** The next hint; after the third the solution. Solved: the solution at once. */
  hint(): void {
    const { lesson, step, emit } = this.#watched;
    if (this.#solved) {
      if (!this.#shown && this.#stars < this.#watched.step.stars.length) this.#seen = true;
      this.#emitSolution();
      return;
    }
    this.#hints += 1;
    const text = step.hints[this.#hints - 2];
    if (this.#hints === 1) this.#emitObserved();
    else if (text !== undefined) emit({ type: 'hint', lesson, step: step.id, grade: this.#hints, text });
    else {
      this.#seen = true;
      this.#emitSolution();
    }
  }

  #emitSolution(): void {
    const { lesson, step, solution, emit } = this.#watched;
    if (this.#shown) return;
    this.#shown = true;
    emit({ type: 'solution', lesson, step: step.id, lines: [...solution.lines, ...solution.cleanup] });
  }

  #emitObserved(): void {
    const { lesson, step, host, emit } = this.#watched;
    const text = observedHint(step, this.#best, host());
    if (text === this.#observed) return;
    this.#observed = text;
    emit({ type: 'hint', lesson, step: step.id, grade: 1, text });
  }

  #prove(proof: Judged | null, all: readonly Judged[]): void {
    const { step } = this.#watched;
    if (proof && held(proof.stars) >= this.#stars) {
      const better = this.#proven === null || held(proof.stars) > this.#stars;
      this.#proven = proof;
      this.#stars = held(proof.stars);
      if (step.afterwards === null && better) this.#solve(proof);
    }
    const proven = this.#proven;
    if (step.afterwards === null || this.#solved || proven === null) return;
    if (all.every(({ sighting }) => sighting.id !== proven.sighting.id)) this.#solve(proven);
  }

  #solve(proof: Judged): void {
    const { lesson, step, emit } = this.#watched;
    const first = !this.#solved;
    this.#solved = true;
    if (first && step.afterwards !== null) this.#emitChecks(0);
    emit({
      type: 'challenge.solved',
      lesson,
      step: step.id,
      stars: 1 + this.#stars,
      of: starsOf(step),
      seen: this.#seen,
      candidate: candidateOf(proof.sighting),
      facts: proof.sighting.facts,
    });
  }

  #emitChecks(candidates: number): void {
    const { lesson, step, emit } = this.#watched;
    const waiting = step.afterwards !== null && this.#proven !== null;
    const shown = this.#solved || (waiting && !this.#best) ? this.#proven : this.#best;
    const event: Told = {
      type: 'challenge',
      lesson,
      step: step.id,
      candidate: shown && candidateOf(shown.sighting),
      candidates,
      ...(this.#asked === null ? {} : { unclaimed: unclaimedOf(this.#asked.sighting) }),
      checks: waiting && this.#proven ? this.#proven.checks : (shown?.checks ?? unmet(step.checks)),
      stars: (waiting ? this.#proven?.stars : shown?.stars) ?? unmet(step.stars),
      ...(step.afterwards === null ? {} : { afterwards: { ok: this.#solved, text: step.afterwards } }),
    };
    const text = JSON.stringify(event);
    if (text === this.#told) return;
    this.#told = text;
    emit(event);
  }
}
