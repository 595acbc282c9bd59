/** Lessons from disk, parsed and checked. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileRefusal } from '../kernel/errno.ts';
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
 * Checks lesson files and folders of them. Ids of corrections, terms and inventory rows are looked up beside each file and
 * in `courseDir`; where there are no lists at all they are not looked up. Throws ENOENT for a path that does not exist.
 */
export function lintPaths(paths: string[], courseDir?: string): Problem[] {
  return pathsToFiles(paths).flatMap(file => {
    const beside = dirname(file);
    const dirs = [...(courseDir === undefined ? [] : [courseDir]), ...(hasLists(beside) ? [beside] : [])];
    return loadLesson(file, dirs.length === 0 ? undefined : loadWords(...dirs)).problems;
  });
}

function hasLists(dir: string): boolean {
  return existsSync(join(dir, 'glossary.yaml'));
}

/** The lesson files that are named, or stand in a folder that is named. */
export function pathsToFiles(paths: string[]): string[] {
  return paths.flatMap(path => (statSync(path).isDirectory() ? lessonFiles(path) : [path]));
}

/** The lesson files of a folder, in the order of the course. */
export function lessonFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter(name => /^\d\d-.*\.md$/.test(name))
    .sort()
    .map(name => join(dir, name));
}

export function loadLesson(file: string, words: Words | undefined): { lesson?: Lesson; problems: Problem[] } {
  const text = readLesson(file);
  if (typeof text !== 'string') return { problems: [text] };
  const { lesson, problems } = parseLesson(text, file);
  if (lesson === undefined) return { problems };
  return { lesson, problems: [...problems, ...checkLesson(lesson, words)] };
}

/** Longer ones are no lesson: the longest of the course has 25 KiB. */
const LONGEST = 256 * 1024;

/** Only a regular file is opened: a FIFO would never end. */
function readLesson(file: string): string | Problem {
  const refused = (message: string, fix: string): Problem => ({ file, line: 1, message, fix });
  try {
    const about = statSync(file);
    if (!about.isFile()) return refused('this is no regular file', 'name a file of text');
    if (about.size > LONGEST)
      return refused(`the file has ${about.size} bytes`, `a lesson has at most ${LONGEST}: cut it in two`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return refused(`the file cannot be read: ${fileRefusal(code)}`, 'make it readable for yourself');
  }
}
