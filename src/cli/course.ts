import { accessSync, constants, statSync } from 'node:fs';
import { detect } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import { loadBakedLessons } from '../lesson/baked.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Problem } from '../lesson/problem.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { printable } from '../protocol/printable.ts';
import { lessonsFor } from '../session/course.ts';
import { packageFile } from '../stage/helper-path.ts';
import { willBeRootless } from '../stage/plan-launch.ts';

/** The lessons shipped with the program. A broken file is a sentence with file, line and fix, not a crash. */
export async function shippedLessons(): Promise<Lesson[]> {
  const { lessons, problems } = await loadBakedLessons(packageFile('lessons'), packageFile('dist/lessons.json'));
  refuse(problems, 'container-lab lint');
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
  refuse(problems, `container-lab lint ${own}`);
  return [...shipped, ...lessons];
}

/** `lint`: the command that lists the rest. */
function refuse([first, ...more]: Problem[], lint?: string): void {
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

/**
 * The lessons as far as they are for this machine's layout of cgroups and a session with these rights, to be carried out;
 * `lessons`: the learner's own folder, which may not touch this machine unless it is trusted.
 */
export async function machineLessons(
  options: { lessons?: string; trustLessons?: boolean; rootless?: boolean } = {},
): Promise<Lesson[]> {
  const lessons = await courseLessons(options.lessons);
  if (options.lessons !== undefined && !options.trustLessons) {
    const { strangersProblems } = await import('../lesson/strangers.ts');
    const shipped = new Set((await shippedLessons()).map(({ id }) => id));
    const own = lessons.filter(({ id }) => !shipped.has(id));
    refuse(own.flatMap(strangersProblems));
  }
  return lessonsFor(lessons, detect(systemReader).kind, willBeRootless(options));
}
