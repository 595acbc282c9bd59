/** What is known of a lesson before its text is read: enough for a list, the menu, places and sums. */
import { deferred } from './deferred.ts';
import type { Lesson, Step } from './lesson.ts';

/** What is read only once somebody is in the lesson. All other fields stand in the index. */
const LATE = ['covers', 'corrections', 'terms', 'watch', 'reading', 'intro'] as const satisfies (keyof Lesson)[];
const LATE_OF_STEP = {
  read: ['text'],
  action: ['text', 'do', 'expect', 'unchanged', 'byHand'],
  question: ['text', 'question', 'choices'],
  challenge: [
    ...(['text', 'task', 'seeks', 'checks', 'afterwards', 'partial', 'nothing', 'hints', 'solution'] as const),
    'cleanup',
  ],
} as const satisfies { [T in Step['type']]: readonly (keyof StepOf<T>)[] };

type StepOf<T extends Step['type']> = Extract<Step, { type: T }>;
/** A step of this type in the index. */
export type RowOf<T extends Step['type']> = Omit<StepOf<T>, (typeof LATE_OF_STEP)[T][number]>;

/** A step in the index. Every `Step` is one too. */
export type StepRow = { [T in Step['type']]: RowOf<T> }[Step['type']];

/** A lesson in the index. Every `Lesson` is one too. */
export type LessonRow = Omit<Lesson, (typeof LATE)[number] | 'steps' | 'file'> & { steps: StepRow[] };

/** A lesson wherever the course lies. */
export type Written = Omit<Lesson, 'file'>;

export function rowOf(lesson: Written): LessonRow {
  const steps = lesson.steps.map(step => without(step, LATE_OF_STEP[step.type]));
  return { ...without(lesson, LATE), steps } as LessonRow;
}

/** The lesson of a row; `read` gives all of it, and is asked once, for the first field that the row has not. */
export function lessonOf(row: LessonRow, file: string, read: () => Written): Lesson {
  let known: Written | null = null;
  const whole = (): Written => {
    known ??= read();
    return known;
  };
  const steps = row.steps.map((step, i) =>
    deferred<Step>(step, LATE_OF_STEP[step.type] as readonly (keyof Step)[], () => whole().steps[i] as Step),
  );
  return deferred<Lesson>({ ...row, steps, file }, LATE, whole);
}

/** Reads what has not been read of these lessons. */
export function readAll(lessons: readonly Lesson[]): void {
  for (const lesson of lessons) void lesson.intro;
}

function without(whole: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));
}
