/** Lessons and glossary as the build writes them, for baked.ts. */
import type { Baked } from './baked.ts';
import { folderMark } from './folder-mark.ts';
import type { Lesson } from './lesson.ts';
import { loadLessons } from './load.ts';
import { type GlossaryTerm, loadWords } from './words.ts';

/** Null when the lessons have problems, so that those are told at every start. */
export function bakeLessons(dir: string): string | null {
  const { lessons, problems } = loadLessons(dir);
  return problems.length > 0 ? null : baked<Lesson[]>(dir, lessons);
}

/** Throws a `LabError` for a glossary that cannot be understood. */
export function bakeGlossary(dir: string): string {
  return baked<GlossaryTerm[]>(dir, [...loadWords(dir).glossary.values()]);
}

function baked<T>(dir: string, content: T): string {
  return JSON.stringify({ mark: folderMark(dir), content } satisfies Baked<T>);
}
