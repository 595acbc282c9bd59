import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lessonOf, readAll, rowOf } from '../../src/lesson/course-index.ts';
import { loadLessons } from '../../src/lesson/load.ts';
import { personal } from '../../src/lesson/personal.ts';
import { starsOf } from '../../src/lesson/stars.ts';
import { lessonsFor, places } from '../../src/session/course.ts';

const { lessons } = loadLessons(fileURLToPath(new URL('../../lessons', import.meta.url)));

/** The course from its index, and the ids of those that were read. */
function indexed() {
  const read: string[] = [];
  const course = lessons.map(lesson =>
    lessonOf(rowOf(lesson), lesson.file, () => {
      read.push(lesson.id);
      return lesson;
    }),
  );
  return { course, read };
}

test('a row and what is read later are the lesson', () => {
  const { course, read } = indexed();
  expect(course).toEqual(lessons);
  expect(read.sort()).toEqual(lessons.map(({ id }) => id));
});

test('a row is short', () => {
  for (const lesson of lessons) {
    const [row, whole] = [JSON.stringify(rowOf(lesson)).length, JSON.stringify(lesson).length];
    expect(row, lesson.id).toBeLessThan(Math.max(0.25 * whole, 1500));
  }
});

test('the course of a machine and of a learner reads no lesson, and is the same', () => {
  const { course, read } = indexed();
  const here = personal(lessonsFor(course, 'v2', false), 'lab-ann');
  const found = places(here).map(({ lesson, step }) => `${lesson.id}/${step.id} ${step.title}`);
  const stars = here.flatMap(({ steps }) => steps.map(step => (step.type === 'challenge' ? starsOf(step) : 0)));
  expect([found.length > 20, stars.some(of => of > 0), read]).toEqual([true, true, []]);
  expect(here).toEqual(personal(lessonsFor(lessons, 'v2', false), 'lab-ann'));
});

test('all can be read at once', () => {
  const { course, read } = indexed();
  readAll(course);
  expect(read).toHaveLength(lessons.length);
});
