/** Lessons from disk, parsed and checked. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkLesson } from './check.ts';
import type { Lesson } from './lesson.ts';
import { parseLesson } from './parse.ts';
import type { Problem } from './problem.ts';
import { loadWords, type Words } from './words.ts';

/** All lessons of a folder, ordered by file name. A lesson with problems is left out of `lessons`. */
export function loadLessons(dir: string): { lessons: Lesson[]; problems: Problem[] } {
  const words = loadWords(dir);
  const loaded = lessonFiles(dir).map(file => loadLesson(file, words));
  return {
    lessons: loaded.flatMap(({ lesson, problems }) => (lesson === undefined || problems.length > 0 ? [] : [lesson])),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

/**
 * Checks lesson files and folders of them. Ids of corrections, terms and inventory rows are looked up beside each file,
 * or in `courseDir` when its folder has no lists of its own. Throws ENOENT for a path that does not exist.
 */
export function lintPaths(paths: string[], courseDir?: string): Problem[] {
  const files = paths.flatMap(path => (statSync(path).isDirectory() ? lessonFiles(path) : [path]));
  return files.flatMap(file => {
    const beside = dirname(file);
    const dir = existsSync(join(beside, 'glossary.yaml')) ? beside : courseDir;
    return loadLesson(file, dir === undefined ? undefined : loadWords(dir)).problems;
  });
}

/** The lesson files of a folder, in the order of the course. */
export function lessonFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter(name => /^\d\d-.*\.md$/.test(name))
    .sort()
    .map(name => join(dir, name));
}

function loadLesson(file: string, words: Words | undefined): { lesson?: Lesson; problems: Problem[] } {
  const { lesson, problems } = parseLesson(readFileSync(file, 'utf8'), file);
  if (lesson === undefined) return { problems };
  return { lesson, problems: [...problems, ...checkLesson(lesson, words)] };
}
