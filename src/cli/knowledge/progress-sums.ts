/** Progress in numbers, beside what there is to be done. Pure. */

import type { LessonRow, StepRow } from '../../lesson/course-index.ts';
import { onlyFor } from '../../lesson/only.ts';
import { challengesOf, lessonStars, starSymbols, starsPhrase } from '../../lesson/stars.ts';
import type { Progress } from '../../progress/progress.ts';

/** Of a lesson, or of all. A step that is only for some machines counts where it was done: nobody is to lack it. */
interface Totals {
  /** Without the questions. */
  steps: { done: number; of: number };
  /** By the last answer. */
  questions: { right: number; wrong: number; of: number };
  stars: { won: number; of: number };
}

function totalsOf({ id, steps }: LessonRow, saved: Progress): Totals {
  const done = saved.lessons[id] ?? { steps: {}, answers: {}, challenges: {} };
  const counts = (step: StepRow, known: object): boolean => step.id in known || onlyFor(step, steps) === null;
  const questions = steps.filter(step => step.type === 'question' && counts(step, done.answers));
  const others = steps.filter(step => step.type !== 'question' && counts(step, done.steps));
  const answers = questions.flatMap(question => done.answers[question.id] ?? []);
  const right = answers.filter(({ correct }) => correct).length;
  const stars = lessonStars(steps, challenge => done.challenges?.[challenge.id]?.stars ?? 0);
  return {
    steps: { done: others.filter(step => step.id in done.steps).length, of: others.length },
    questions: { right, wrong: answers.length - right, of: questions.length },
    stars: { won: stars?.stars ?? 0, of: stars?.of ?? 0 },
  };
}

/** Over all lessons. */
export function totals(saved: Progress, lessons: LessonRow[]): Totals {
  const all = lessons.map(lesson => totalsOf(lesson, saved));
  const sum = (count: (one: Totals) => number): number => all.reduce((n, one) => n + count(one), 0);
  return {
    steps: { done: sum(one => one.steps.done), of: sum(one => one.steps.of) },
    questions: {
      right: sum(one => one.questions.right),
      wrong: sum(one => one.questions.wrong),
      of: sum(one => one.questions.of),
    },
    stars: { won: sum(one => one.stars.won), of: sum(one => one.stars.of) },
  };
}

/** A line for each lesson, and the last place. */
export function summary(saved: Progress, lessons: LessonRow[]): string[] {
  const { last } = saved;
  return [
    ...lessons.map(lesson => line(lesson, saved)),
    '',
    last ? `last place: ${last.lesson}/${last.step}` : 'nothing is done yet: container-lab opens the workshop',
  ];
}

function line(lesson: LessonRow, saved: Progress): string {
  const { steps, questions } = totalsOf(lesson, saved);
  const asked =
    questions.of === 0 ? '' : `   ${questions.right} right, ${questions.wrong} wrong of ${questions.of} questions`;
  return `${lesson.id.padEnd(18)} ${String(steps.done).padStart(2)} of ${String(steps.of).padStart(2)} steps${starsText(lesson, saved)}${asked}`;
}

/** `   ★★☆ 2 of 3 stars`; nothing where a lesson has no challenge. */
function starsText({ id, steps }: LessonRow, saved: Progress): string {
  const { challenges = {} } = saved.lessons[id] ?? {};
  const won = lessonStars(steps, challenge => challenges[challenge.id]?.stars ?? 0);
  if (won === null) return '';
  const seen = challengesOf(steps).some(challenge => challenges[challenge.id]?.seen)
    ? ', a solution was looked at'
    : '';
  const claimed = challengesOf(steps).some(challenge => challenges[challenge.id]?.claimed) ? ', claimed' : '';
  return `   ${starSymbols(won)} ${starsPhrase(won)}${seen}${claimed}`;
}
