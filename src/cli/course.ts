import { accessSync, constants, statSync } from 'node:fs';
import { packageFile } from '../helper/helper-path.ts';
import { loadBakedLessons } from '../lesson/baked.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Problem } from '../lesson/problem.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';

/** The lessons shipped with the program. A broken file is a sentence with file, line and fix, not a crash. */
export async function shippedLessons(): Promise<Lesson[]> {
  const { lessons, problems } = await loadBakedLessons(packageFile('lessons'), packageFile('dist'));
  throwFirst(problems, 'container-lab lint');
  return lessons;
}

/** The shipped lessons and, after them, those of the learner's own folder. */
export async function courseLessons(own?: string): Promise<Lesson[]> {
  const shipped = await shippedLessons();
  if (own === undefined) return shipped;
  if (!isFolder(own))
    throw new LabError('usage', `${own} is no folder that can be read`, {
      exit: EXIT.usage,
      hint: '--lessons takes a folder of lessons; container-lab new-lesson NAME writes a first one',
    });
  const { loadOwnLessons } = await import('../lesson/own.ts');
  const { lessons, problems } = loadOwnLessons(own, shipped, packageFile('lessons'));
  throwFirst(problems, `container-lab lint ${own}`);
  return [...shipped, ...lessons];
}

/** Throws the first of these problems, if there is one; `lint` is the command that lists the rest. */
export function throwFirst([first, ...more]: Problem[], lint?: string): void {
  if (first === undefined) return;
  throw new LabError('lesson', `${first.file}:${first.line}: ${printable(first.message)}`, {
    exit: EXIT.checkFailed,
    hint: `${printable(first.fix)}${more.length === 0 || lint === undefined ? '' : `; ${lint} lists ${more.length} more`}`,
  });
}

function isFolder(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
