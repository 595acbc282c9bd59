/** `run --omit`: a lesson with one op less, to see that its claims notice. */
import type { Lesson, LessonOp } from '../../lesson/lesson.ts';
import { EXIT, LabError } from '../../protocol/lab-error.ts';
import { findPlace, places } from '../../session/course.ts';

/** Lessons without the Nth op of one action, `LESSON/STEP#N`. Throws a LabError (usage) where there is none. */
export function omit(lessons: Lesson[], what: string): Lesson[] {
  const [where = '', number = ''] = what.split('#');
  const place = findPlace(places(lessons), lessons, where);
  const index = Number(number) - 1;
  const { step } = place;
  if (step.type !== 'action' || !step.do[index]) {
    throw new LabError('usage', `${where} has no op number ${number}`, {
      exit: EXIT.usage,
      hint: 'write LESSON/STEP#N, counting from 1',
    });
  }
  const kept: LessonOp[] = step.do.filter((_op, i) => i !== index);
  return lessons.map(lesson =>
    lesson.id === place.lesson.id
      ? { ...lesson, steps: lesson.steps.map(s => (s.id === step.id && s.type === 'action' ? { ...s, do: kept } : s)) }
      : lesson,
  );
}
