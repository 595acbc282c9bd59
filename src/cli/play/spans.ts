/** Which stretches of the course `run` plays. */
import { detect } from '../../kernel/cgroup/index.ts';
import { systemReader } from '../../kernel/cgroup/system-reader.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { findEnd, findLesson, findPlace, type Place } from '../../session/course.ts';
import { cgroupObstacle } from '../doctor/cgroup.ts';

/** First and last place of a stretch to play. */
export type Span = [from: Place, to: Place];

/** Those of the lessons named, or all of the course; `until` cuts the last one. */
export function chooseSpans(names: string[], until: string | undefined, course: Place[], lessons: Lesson[]): Span[] {
  const whole = course.at(-1);
  const first = course[0];
  if (!whole || !first) throw new LabError('lesson', 'there are no lessons', { exit: EXIT.checkFailed });
  const end = until === undefined ? whole : findEnd(course, lessons, until);
  if (names.length === 0) return [[first, end]];
  return names.map(name => {
    const lesson = findLesson(lessons, name.split('/')[0] ?? name);
    const from = findPlace(course, lessons, name);
    const last = course.filter(p => p.lesson.id === lesson.id).at(-1) ?? from;
    return [from, last.index > end.index ? end : last];
  });
}

/** A machine without cgroups is refused before anything is started, if the lessons come as far as they do. */
export function requireCgroups(course: Place[], spans: Span[], rootless: boolean): void {
  const obstacle = cgroupObstacle(detect(systemReader));
  // without root's rights the kernel's refusal is what the lesson shows
  if (obstacle === null || (rootless && obstacle.kind === 'read-only')) return;
  const first = course.find(({ step }) => step.type === 'action' && step.do.some(({ op }) => op === 'create-cgroup'));
  if (!first || spans.every(([, to]) => to.index < first.index)) return;
  throw new LabError('cgroup', obstacle.meaning, {
    exit: EXIT.machineCannot,
    hint: `${obstacle.todo}; without it: container-lab run --until 3`,
  });
}
