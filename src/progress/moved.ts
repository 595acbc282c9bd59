/** Steps that the course of today has under another name, or no more. Pure. */
import type { LessonDone, Place, Progress } from './progress.ts';

/** `LESSON/STEP` as it was, to what it is now; null: nothing is like it any more. `lessons/moved.json` is one. */
export type MovedSteps = Readonly<Record<string, string | null>>;

const KINDS = ['steps', 'answers', 'challenges'] as const;
type Kind = (typeof KINDS)[number];

/** What was done, under the names of today; `removed`: what has no place there any more. What was done under a new name stays. */
export function afterMoves(progress: Progress, moved: MovedSteps): { progress: Progress; removed: string[] } {
  const removed: string[] = [];
  let now = progress;
  for (const [key, target] of Object.entries(moved)) {
    const from = placeOf(key);
    const kinds = KINDS.filter(kind => doneAt(now, kind, from) !== undefined);
    for (const kind of kinds) now = moveOne(now, kind, from, target === null ? null : placeOf(target));
    if (target === null && kinds.length > 0) removed.push(key);
    if (now.last && `${now.last.lesson}/${now.last.step}` === key)
      now = { ...now, last: target === null ? null : placeOf(target) };
  }
  return { progress: now, removed };
}

function moveOne(progress: Progress, kind: Kind, from: Place, to: Place | null): Progress {
  const done = doneAt(progress, kind, from);
  const left = edited(progress, kind, from.lesson, ({ [from.step]: _moved, ...others }) => others);
  if (to === null || doneAt(left, kind, to) !== undefined) return left;
  return edited(left, kind, to.lesson, others => ({ ...others, [to.step]: done }));
}

function doneAt({ lessons }: Progress, kind: Kind, { lesson, step }: Place): unknown {
  const all: Record<string, unknown> | undefined = Object.hasOwn(lessons, lesson) ? lessons[lesson]?.[kind] : undefined;
  return all && Object.hasOwn(all, step) ? all[step] : undefined;
}

type Done = Record<string, unknown>;

function edited(progress: Progress, kind: Kind, lesson: string, edit: (done: Done) => Done): Progress {
  const known: LessonDone = progress.lessons[lesson] ?? { steps: {}, answers: {} };
  const after = { ...known, [kind]: edit(known[kind] ?? {}) };
  return { ...progress, lessons: { ...progress.lessons, [lesson]: after } };
}

function placeOf(key: string): Place {
  const [lesson = '', step = ''] = key.split('/');
  return { lesson, step };
}
