/**
 * Lessons and glossary parsed and checked at build time (bake.ts): to load a parser of YAML and to parse takes longer than
 * everything else before the first frame. The parser is loaded only where the folder has changed since.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderMark } from './folder-mark.ts';
import type { Lesson } from './lesson.ts';
import type { Problem } from './problem.ts';
import type { GlossaryTerm } from './words.ts';

/** What bake.ts writes; `mark` tells whether the folder is still the one that was baked. */
export interface Baked<T> {
  mark: string;
  content: T;
}

/** The lessons of a folder as `loadLessons` gives them, from `bakedFile` when nothing in the folder has changed since. */
export async function loadBakedLessons(
  dir: string,
  bakedFile: string,
): Promise<{ lessons: Lesson[]; problems: Problem[] }> {
  const baked = read<Lesson[]>(bakedFile, dir);
  if (baked === null) return (await import('./load.ts')).loadLessons(dir);
  return { lessons: baked.map(lesson => ({ ...lesson, file: join(dir, `${lesson.id}.md`) })), problems: [] };
}

/** The glossary of a folder as `loadWords` gives it, from `bakedFile` when nothing in the folder has changed since. */
export async function loadBakedGlossary(dir: string, bakedFile: string): Promise<GlossaryTerm[]> {
  return read<GlossaryTerm[]>(bakedFile, dir) ?? [...(await import('./words.ts')).loadWords(dir).glossary.values()];
}

function read<T>(file: string, dir: string): T | null {
  try {
    const { mark, content } = JSON.parse(readFileSync(file, 'utf8')) as Baked<T>;
    return mark === folderMark(dir) ? content : null;
  } catch {
    return null; // not built, or by another version: the lessons themselves are there
  }
}
