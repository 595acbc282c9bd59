/** What the learner has done before this session. */
export interface Earlier {
  /** Steps, `lesson/step`. */
  done: ReadonlySet<string>;
  last: { lesson: string; step: string } | null;
}

export const NOTHING_EARLIER: Earlier = { done: new Set(), last: null };
