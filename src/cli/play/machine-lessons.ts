import { willBeRootless } from '../../helper/plan-launch.ts';
import { detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { lessonsFor } from '../../session/course.ts';
import { courseLessons, shippedLessons, throwFirst } from '../course.ts';

/**
 * The lessons as far as they are for this machine's layout of cgroups and a session with these rights, to be carried out;
 * `lessons`: the learner's own folder, which may not touch this machine unless it is trusted.
 */
export async function machineLessons(
  options: { lessons?: string; trustLessons?: boolean; rootless?: boolean; rootfs?: string } = {},
): Promise<Lesson[]> {
  const lessons = await courseLessons(options.lessons);
  const shipped = new Set((options.lessons === undefined ? lessons : await shippedLessons()).map(({ id }) => id));
  const own = new Set(lessons.flatMap(({ id }) => (shipped.has(id) ? [] : [id])));
  return forThisMachine(lessons, own, options);
}

/** `own`: the ids of those that are not of the course. */
export async function forThisMachine(
  lessons: Lesson[],
  own: ReadonlySet<string>,
  options: { trustLessons?: boolean; rootless?: boolean; rootfs?: string },
): Promise<Lesson[]> {
  let course = lessons;
  if (own.size > 0 && !options.trustLessons) {
    const { untrustedProblems } = await import('../../lesson/untrusted.ts');
    course = lessons.map(lesson => (own.has(lesson.id) ? { ...lesson, untrusted: true } : lesson));
    const untrusted = course.filter(lesson => lesson.untrusted);
    throwFirst(untrusted.flatMap(lesson => untrustedProblems(lesson, { ownImage: options.rootfs !== undefined })));
  }
  return lessonsFor(course, detect(systemReader).kind, willBeRootless(options));
}
