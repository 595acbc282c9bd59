/**
 * Lessons and glossary parsed and checked at build time (bake.ts): to load a parser of YAML and to parse takes longer than
 * everything else before the first frame. Read is the index; a lesson only once it is needed, so that a start costs the same
 * however long the course is. The parser is loaded only where the folder has changed since.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../protocol/lab-error.ts';
import { type LessonRow, lessonOf, type Written } from './course-index.ts';
import { type FolderMark, hasMark } from './folder-mark.ts';
import type { Lesson } from './lesson.ts';
import type { GlossaryTerm } from './lists.ts';
import type { Problem } from './problem.ts';

/** What bake.ts writes, below dist/. */
export const FILES = {
  index: 'course.json',
  glossary: 'glossary.json',
  lesson: (id: string) => `lessons/${id}.json`,
} as const;

interface Marked {
  mark: FolderMark;
}

export interface BakedIndex extends Marked {
  lessons: LessonRow[];
}

export interface BakedGlossary extends Marked {
  terms: GlossaryTerm[];
}

export interface BakedLesson {
  /** Of the mark: the folder it was made of. */
  hash: string;
  lesson: Written;
}

/** The lessons of a folder as `loadLessons` gives them, from `dist` when nothing in the folder has changed since. */
export async function loadBakedLessons(dir: string, dist: string): Promise<{ lessons: Lesson[]; problems: Problem[] }> {
  const index = await read<BakedIndex>(join(dist, FILES.index), dir);
  if (index === null) return (await import('./load.ts')).loadLessons(dir);
  const { lessons, mark } = index;
  const lesson = (row: LessonRow) =>
    lessonOf(row, join(dir, `${row.id}.md`), () => readLesson(join(dist, FILES.lesson(row.id)), mark.hash));
  return { lessons: lessons.map(lesson), problems: [] };
}

/** The glossary of a folder as `loadLists` gives it, from `dist` when nothing in the folder has changed since. */
export async function loadBakedGlossary(dir: string, dist: string): Promise<GlossaryTerm[]> {
  const baked = await read<BakedGlossary>(join(dist, FILES.glossary), dir);
  return baked?.terms ?? [...(await import('./lists.ts')).loadLists(dir).glossary.values()];
}

async function read<T extends Marked>(file: string, dir: string): Promise<T | null> {
  try {
    const baked = JSON.parse(readFileSync(file, 'utf8')) as T;
    return (await hasMark(dir, baked.mark, statSync(file).mtimeMs)) ? baked : null;
  } catch {
    return null; // not built, or by another version: the lessons themselves are there
  }
}

/** Throws a `LabError` where the file is not of the same build as the index. */
function readLesson(file: string, hash: string): Written {
  try {
    const baked = JSON.parse(readFileSync(file, 'utf8')) as BakedLesson;
    if (baked.hash === hash) return baked.lesson;
  } catch {
    // told below
  }
  throw new LabError('lesson', `${file} does not belong to this container-lab: it was replaced while it ran`, {
    hint: 'start it again; where that does not help, install it again',
  });
}
