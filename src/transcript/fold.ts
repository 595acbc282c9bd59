/** Many events folded into a state: as by `reduce` one by one, but what is known of each step is not copied for every event. Pure. */
import type { LabEvent } from '../session/events.ts';
import { reduce } from '../session/reduce/reduce.ts';
import { forgetResult } from '../session/reduce/steps.ts';
import type { SessionState } from '../session/state.ts';

/** Steps of which something is known, the latest; a course has a hundred. */
const STEPS = 1000;

type OfSteps = Pick<SessionState, 'results' | 'answers' | 'challenges'>;
const KINDS = ['results', 'answers', 'challenges'] as const;

export class Fold {
  #state: SessionState;
  readonly #known = { results: new Map(), answers: new Map(), challenges: new Map() } as Record<
    (typeof KINDS)[number],
    Map<string, never>
  >;

  constructor(state: SessionState) {
    this.#state = state;
    for (const kind of KINDS)
      for (const [key, value] of Object.entries(state[kind])) this.#known[kind].set(key, value as never);
  }

  /** `anew`: the event begins a step that is carried out, and what an earlier try of it showed is forgotten. */
  add(event: LabEvent, anew: boolean): void {
    const key = 'lesson' in event && 'step' in event ? `${event.lesson}/${event.step}` : null;
    const of = (kind: (typeof KINDS)[number]) => {
      const value = key === null ? undefined : this.#known[kind].get(key);
      return key === null || value === undefined ? {} : { [key]: value };
    };
    const alone: OfSteps = { results: of('results'), answers: of('answers'), challenges: of('challenges') };
    let state = reduce({ ...this.#state, ...alone }, event);
    if (anew && event.type === 'step.start') state = forgetResult(state, event.lesson, event.step);
    this.#state = state;
    if (event.type === 'session') for (const kind of KINDS) this.#known[kind].clear();
    else if (key !== null) for (const kind of KINDS) this.#keep(kind, key, state[kind][key] as never);
  }

  get state(): SessionState {
    const { results, answers, challenges } = this.#known;
    return {
      ...this.#state,
      results: Object.fromEntries(results),
      answers: Object.fromEntries(answers),
      challenges: Object.fromEntries(challenges),
    };
  }

  #keep(kind: (typeof KINDS)[number], key: string, value: never | undefined): void {
    const known = this.#known[kind];
    if (value === undefined) known.delete(key);
    else known.set(key, value);
    if (known.size <= 2 * STEPS) return;
    for (const old of [...known.keys()].slice(0, STEPS)) known.delete(old);
  }
}
