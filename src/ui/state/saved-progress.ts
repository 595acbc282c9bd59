/** What the learner has done before this session. */
export interface Earlier {
  /** Steps, `lesson/step`. */
  done: ReadonlySet<string>;
  /** The most stars won at each challenge, `lesson/step`. */
  stars: Readonly<Record<string, number>>;
  last: { lesson: string; step: string } | null;
}

export const NOTHING_EARLIER: Earlier = { done: new Set(), stars: {}, last: null };
