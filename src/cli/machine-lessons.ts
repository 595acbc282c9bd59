import { detect } from '../kernel/cgroup/index.ts';
import { systemReader } from '../kernel/cgroup/system-reader.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { lessonsFor } from '../session/course.ts';
import { willBeRootless } from '../stage/plan-launch.ts';
import { courseLessons, refuse, shippedLessons } from './course.ts';

/**
 * The lessons as far as they are for this machine's layout of cgroups and a session with these rights, to be carried out;
 * `lessons`: the learner's own folder, which may not touch this machine unless it is trusted.
 */
export async function machineLessons(
  options: { lessons?: string; trustLessons?: boolean; rootless?: boolean; rootfs?: string } = {},
): Promise<Lesson[]> {
  let lessons = await courseLessons(options.lessons);
  if (options.lessons !== undefined && !options.trustLessons) {
    const { strangersProblems } = await import('../lesson/strangers.ts');
    const shipped = new Set((await shippedLessons()).map(({ id }) => id));
    lessons = lessons.map(lesson => (shipped.has(lesson.id) ? lesson : { ...lesson, untrusted: true }));
    const own = lessons.filter(({ untrusted }) => untrusted);
    refuse(own.flatMap(lesson => strangersProblems(lesson, { ownImage: options.rootfs !== undefined })));
  }
  return lessonsFor(lessons, detect(systemReader).kind, willBeRootless(options));
}
