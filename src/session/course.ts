/** Places in the course: its steps in order, and lessons and steps by their names. Pure. */
import type { LayoutKind } from '../kernel/cgroup/index.ts';
import { replacing } from '../lesson/deferred.ts';
import type { ActionStep, Lesson, Only, Step } from '../lesson/lesson.ts';
import { nameOf, numberOf } from '../lesson/name.ts';
import { didYouMean } from '../protocol/did-you-mean.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';

export interface Place {
  lesson: Lesson;
  step: Step;
  /** Index in the whole course. */
  index: number;
}

/** Every step of the course in order. */
export function places(lessons: Lesson[]): Place[] {
  return lessons.flatMap(lesson => lesson.steps.map(step => ({ lesson, step }))).map((p, index) => ({ ...p, index }));
}

/**
 * The course of a machine with this layout of cgroups, as root or rootless: without the steps that are only for others, and the
 * questions about them.
 */
export function lessonsFor(lessons: Lesson[], layout: LayoutKind, rootless: boolean): Lesson[] {
  const here = new Set<Only>([layout === 'v2' ? 'v2' : 'v1', ...(rootless ? (['rootless'] as const) : [])]);
  const foreign = (step: Step | undefined): boolean =>
    step !== undefined && 'only' in step && step.only !== undefined && !here.has(step.only);
  return lessons.map(lesson => {
    const asksAbout = (step: Step): Step | undefined =>
      step.type === 'question' ? lesson.steps.find(s => s.id === step.before) : undefined;
    const kept = lesson.steps.filter(step => !foreign(step) && !foreign(asksAbout(step)));
    return kept.length === lesson.steps.length ? lesson : replacing(lesson, 'steps', kept);
  });
}

/** The `main` actions that must have run for the state at the start of `index`. */
export function mainActionsBefore(course: Place[], index: number): (Place & { step: ActionStep })[] {
  return course.slice(0, index).filter(isMainAction);
}

/** An action whose effect stays for the steps after it. */
export function isMainAction(place: Place): place is Place & { step: ActionStep } {
  return place.step.type === 'action' && place.step.scope === 'main';
}

/** A lesson by id (`02-unshare`), name (`unshare`) or number of the notes' step (`2`, `02`). Throws a usage error that lists what there is. */
export function findLesson(lessons: Lesson[], wanted: string): Lesson {
  const exact = lessons.find(l => l.id === wanted || nameOf(l.id) === wanted);
  const byNumber = /^\d+$/.test(wanted) ? lessons.find(l => Number(numberOf(l.id)) === Number(wanted)) : undefined;
  const lesson = exact ?? byNumber;
  if (lesson) return lesson;
  const names = namesOf(lessons);
  const near = didYouMean(wanted, names.keys(), name => names.get(name) ?? name);
  throw new LabError('no-lesson', `there is no lesson '${wanted}'`, {
    exit: EXIT.usage,
    hint: `${near}the lessons are: ${lessons.map(l => l.id).join(', ')}`,
  });
}

/** Every name by which a lesson is found, and its id. */
function namesOf(lessons: Lesson[]): Map<string, string> {
  return new Map(lessons.flatMap(({ id }) => [[id, id] as const, [nameOf(id), id] as const]));
}

/** A place by `LESSON` (its first step), `LESSON/STEP`. */
export function findPlace(course: Place[], lessons: Lesson[], wanted: string): Place {
  const [lessonName = '', stepName] = wanted.split('/');
  const lesson = findLesson(lessons, lessonName);
  const ofLesson = course.filter(p => p.lesson.id === lesson.id);
  const place = stepName === undefined ? ofLesson[0] : ofLesson.find(p => p.step.id === stepName);
  if (place) return place;
  const ids = lesson.steps.map(({ id }) => id);
  throw new LabError('usage', `lesson ${lesson.id} has no step '${stepName ?? ''}'`, {
    exit: EXIT.usage,
    hint: `${didYouMean(stepName ?? '', ids)}its steps are: ${ids.join(', ')}`,
  });
}

/** The last place of what `--until` names: a number means the lesson of that step of the notes, to its end. */
export function findEnd(course: Place[], lessons: Lesson[], until: string): Place {
  if (until.includes('/')) return findPlace(course, lessons, until);
  const lesson = findLesson(lessons, until);
  return course.filter(p => p.lesson.id === lesson.id).at(-1) as Place;
}
