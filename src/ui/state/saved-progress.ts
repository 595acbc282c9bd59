/** What the learner has done before this session. */
export interface SavedProgress {
  /** Steps, `lesson/step`. */
  done: ReadonlySet<string>;
  /** The most stars won at each challenge, `lesson/step`. */
  stars: Readonly<Record<string, number>>;
  last: { lesson: string; step: string } | null;
}

export const NO_SAVED_PROGRESS: SavedProgress = { done: new Set(), stars: {}, last: null };
