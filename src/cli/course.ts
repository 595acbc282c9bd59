import { detect } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import { loadBakedLessons } from '../lesson/baked.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { lessonsFor } from '../session/course.ts';
import { packageFile } from '../stage/helper-path.ts';

/** The lessons shipped with the program. A broken file is a sentence with file, line and fix, not a crash. */
export function shippedLessons(): Lesson[] {
  const { lessons, problems } = loadBakedLessons(packageFile('lessons'), packageFile('dist/lessons.json'));
  const [first] = problems;
  if (first) {
    throw new LabError('lesson', `${first.file}:${first.line}: ${first.message}`, {
      exit: EXIT.checkFailed,
      hint: `${first.fix}; container-lab lint lists everything`,
    });
  }
  return lessons;
}

/** The shipped lessons as far as they are for this machine's layout of cgroups. */
export function machineLessons(): Lesson[] {
  return lessonsFor(shippedLessons(), detect(systemReader).kind);
}
