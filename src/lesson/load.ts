/** Lessons from disk, parsed and checked. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type NoText, readText } from '../kernel/text-file.ts';
import { checkLesson } from './check.ts';
import type { Lesson } from './lesson.ts';
import { type LessonLists, loadLists } from './lists.ts';
import { parseLesson } from './parse.ts';
import type { Problem } from './problem.ts';

/** All lessons of a folder, ordered by file name. A lesson with problems is left out of `lessons`. */
export function loadLessons(dir: string): { lessons: Lesson[]; problems: Problem[] } {
  const lists = loadLists(dir);
  const loaded = lessonFiles(dir).map(file => loadLesson(file, lists));
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
    return loadLesson(file, dirs.length === 0 ? undefined : loadLists(...dirs)).problems;
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

export function loadLesson(file: string, lists: LessonLists | undefined): { lesson?: Lesson; problems: Problem[] } {
  const text = readLesson(file);
  if (typeof text !== 'string') return { problems: [text] };
  const { lesson, problems } = parseLesson(text, file);
  if (lesson === undefined) return { problems };
  return { lesson, problems: [...problems, ...checkLesson(lesson, lists)] };
}

/** Longer ones are no lesson: the longest of the course has 25 KiB. */
const LONGEST = 256 * 1024;

function readLesson(file: string): string | Problem {
  try {
    return readText(file, LONGEST);
  } catch (error) {
    const { code, message } = error as NoText;
    const fix = code === null ? 'name a file of text; cut a long lesson in two' : 'make it readable for yourself';
    return { file, line: 1, message: `the file cannot be read: ${message}`, fix };
  }
}
