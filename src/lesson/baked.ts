/** Lessons parsed and checked at build time: parsing takes longer than everything else before the first frame. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lesson } from './lesson.ts';
import { loadLessons } from './load.ts';

/** `hash` tells whether the folder is still the one that was baked. */
interface Baked {
  hash: string;
  lessons: Lesson[];
}

/** What the build writes; null when the lessons have problems, so that those are told at every start. */
export function bakeLessons(dir: string): string | null {
  const { lessons, problems } = loadLessons(dir);
  return problems.length > 0 ? null : JSON.stringify({ hash: folderHash(dir), lessons } satisfies Baked);
}

/** The lessons of a folder as `loadLessons` gives them, from `bakedFile` when nothing in the folder has changed since. */
export function loadBakedLessons(dir: string, bakedFile: string): ReturnType<typeof loadLessons> {
  const baked = readBaked(bakedFile);
  if (baked?.hash !== folderHash(dir)) return loadLessons(dir);
  return { lessons: baked.lessons.map(lesson => ({ ...lesson, file: join(dir, `${lesson.id}.md`) })), problems: [] };
}

function readBaked(file: string): Baked | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Baked;
  } catch {
    return null; // not built, or by another version: the lessons themselves are there
  }
}

function folderHash(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir).sort()) {
    if (/\.(md|yaml|tsv)$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  }
  return hash.digest('hex');
}
