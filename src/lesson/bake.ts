/** The course as the build writes it into dist/, for baked.ts. */
import { type BakedGlossary, type BakedIndex, type BakedLesson, FILES } from './baked.ts';
import { rowOf } from './course-index.ts';
import { folderMark } from './folder-mark.ts';
import { loadLists } from './lists.ts';
import { loadLessons } from './load.ts';

/**
 * Paths below dist/, each with its text: the index, one file a lesson, the glossary. None where the lessons have problems, so that
 * those are told at every start. Throws a `LabError` for a glossary that cannot be understood.
 */
export async function bakeCourse(dir: string): Promise<Map<string, string>> {
  const { lessons: loaded, problems } = loadLessons(dir);
  if (problems.length > 0) return new Map();
  const lessons = loaded.map(({ file: _here, ...lesson }) => lesson);
  const mark = await folderMark(dir);
  const { hash } = mark;
  return new Map(
    Object.entries({
      [FILES.index]: { mark, lessons: lessons.map(rowOf) } satisfies BakedIndex,
      ...Object.fromEntries(lessons.map(lesson => [FILES.lesson(lesson.id), { hash, lesson } satisfies BakedLesson])),
      [FILES.glossary]: { mark, terms: [...loadLists(dir).glossary.values()] } satisfies BakedGlossary,
    }).map(([path, content]) => [path, JSON.stringify(content)]),
  );
}
