/** A folder of lessons that somebody wrote, beside those of the course. */
import { readdirSync } from 'node:fs';
import type { Lesson } from './lesson.ts';
import { loadLists } from './lists.ts';
import { lessonFiles, loadLesson } from './load.ts';
import { idOf, nameOf, numberOf } from './name.ts';
import type { Problem } from './problem.ts';

/** The lessons of `dir`, in the order of their file names. Words are looked up in the folder's own lists and in those of `courseDir`. */
export function loadOwnLessons(
  dir: string,
  course: Pick<Lesson, 'id'>[],
  courseDir: string,
): { lessons: Lesson[]; problems: Problem[] } {
  const files = lessonFiles(dir);
  if (files.length === 0) return { lessons: [], problems: [noLesson(dir)] };
  const lists = loadLists(courseDir, dir);
  const loaded = files.map(file => loadLesson(file, lists));
  return {
    lessons: loaded.flatMap(({ lesson }) => lesson ?? []),
    problems: [...ownProblems(files, course), ...loaded.flatMap(({ problems }) => problems)],
  };
}

/** What is wrong only with a lesson that stands beside the course. */
export function ownProblems(files: string[], course: Pick<Lesson, 'id'>[]): Problem[] {
  return [...clashes(files, course), ...files.flatMap(file => mainActions(loadLesson(file, undefined).lesson))];
}

/** The last lesson of the course ends with the stage as a program: there is nothing left to go on with. */
function mainActions(lesson: Lesson | undefined): Problem[] {
  return (lesson?.steps ?? []).flatMap(step =>
    step.type === 'action' && step.scope === 'main'
      ? [
          {
            file: lesson?.file ?? '',
            line: step.line,
            message: `action ${step.id} has scope: main, and after the course the stage has become a program`,
            fix: 'write scope: aside: it then has a fresh process',
          },
        ]
      : [],
  );
}

/** A lesson is found by its number, by its name and by both: none of them may be taken. */
export function clashes(files: string[], course: Pick<Lesson, 'id'>[]): Problem[] {
  const taken = course.map(({ id }) => id);
  return files.flatMap(file => {
    const id = idOf(file);
    const other = taken.find(known => numberOf(known) === numberOf(id) || nameOf(known) === nameOf(id));
    taken.push(id);
    if (other === undefined) return [];
    const what = nameOf(other) === nameOf(id) ? `the name "${nameOf(id)}"` : `the number ${numberOf(id)}`;
    return [
      {
        file,
        line: 1,
        message: `${what} is taken by lesson ${other}`,
        fix: `rename the file, for example ${freeNumber(taken)}-${nameOf(other) === nameOf(id) ? `my-${nameOf(id)}` : nameOf(id)}.md`,
      },
    ];
  });
}

/** Lessons of the course go up from 00; those of others begin here. */
const FIRST_OWN = 50;

/** The first number for a lesson of one's own that nobody has taken. */
export function freeNumber(ids: string[]): string {
  const taken = new Set(ids.map(numberOf));
  let number = FIRST_OWN;
  while (taken.has(String(number)) && number < 99) number++;
  return String(number);
}

/** Files of a folder that may be meant for lessons. */
export function markdownIn(dir: string): string[] {
  return readdirSync(dir).filter(name => name.endsWith('.md') && name !== 'README.md');
}

function noLesson(dir: string): Problem {
  const [near] = markdownIn(dir);
  return {
    file: dir,
    line: 1,
    message: 'there is no lesson in this folder',
    fix: near
      ? `a lesson is called NN-name.md, with two digits: rename ${near}`
      : 'container-lab new-lesson NAME --dir FOLDER writes one',
  };
}
