import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Coverage, coverageOf, coverageProblems, openRows, readInventory } from '../lesson/coverage.ts';
import { lintPaths, loadLesson, loadLessons, pathsToFiles } from '../lesson/load.ts';
import { ownProblems } from '../lesson/own.ts';
import type { Problem } from '../lesson/problem.ts';
import { strangersProblems } from '../lesson/strangers.ts';
import { loadWords } from '../lesson/words.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { packageFile } from '../stage/helper-path.ts';
import { shippedLessons } from './course.ts';
import { say, sayJson } from './output.ts';

const INVENTORY = 'inventory.tsv';

/** `lint`: every problem of the lessons at these paths, with file, line and fix; exit code 1 when there is one. */
export async function lint(paths: string[], options: { json?: boolean }): Promise<ExitCode> {
  const targets = paths.length > 0 ? paths : [packageFile('lessons')];
  for (const path of targets) {
    if (!existsSync(path))
      throw new LabError('usage', `there is no ${path}`, {
        exit: EXIT.usage,
        hint: 'name a lesson file or a folder of lessons',
      });
  }
  const shipped = packageFile('lessons');
  const problems = lintPaths(targets, shipped);
  const courses = targets.filter(path => statSync(path).isDirectory() && existsSync(join(path, INVENTORY)));
  const foreign = targets.filter(path => !courses.includes(path));
  problems.push(...ownProblems(pathsToFiles(foreign), await shippedLessons()));
  // What a broken lesson covers is not known.
  const coverage = problems.length > 0 ? [] : courses.map(dir => ({ dir, rows: coverageIn(dir) }));
  problems.push(...coverage.flatMap(({ dir, rows }) => coverageProblems(rows, join(dir, INVENTORY))));
  if (options.json) sayJson(problems);
  else {
    for (const { file, line, message, fix } of problems) say(`${file}:${line}: ${message}\n  fix: ${fix}\n`);
    for (const { file, line, message } of needTrust(foreign))
      say(`${file}:${line}: ${message}: it is played only with --trust-lessons\n`);
    for (const { rows } of coverage) for (const line of coverageLines(rows)) say(`${line}\n`);
    say(
      problems.length === 0
        ? 'lessons: no problem found\n'
        : `${problems.length} problem${problems.length === 1 ? '' : 's'}\n`,
    );
  }
  return problems.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

/** No slip of the author's, but others will have to trust such a lesson. */
function needTrust(paths: string[]): Problem[] {
  return pathsToFiles(paths).flatMap(file => {
    const { lesson } = loadLesson(file, undefined);
    return lesson ? strangersProblems(lesson) : [];
  });
}

function coverageIn(dir: string): Coverage[] {
  const rows = readInventory(readFileSync(join(dir, INVENTORY), 'utf8'));
  return coverageOf(rows, loadLessons(dir).lessons, loadWords(dir).glossary.values());
}

/** What of the notes is taught, and what waits for lessons that are not written yet. */
function coverageLines(coverage: Coverage[]): string[] {
  const count = (wanted: Coverage['state']) => coverage.filter(({ state }) => state === wanted).length;
  return [
    `notes: ${coverage.length} rows, ${count('lesson')} in lessons, ${count('glossary')} in the glossary, ${count('open')} open`,
    ...[...openRows(coverage)].map(([lesson, rows]) => `  open until lesson ${lesson} is written: ${rows.join(' ')}`),
  ];
}
