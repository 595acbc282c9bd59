import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFile } from '../../helper/helper-path.ts';
import { type Coverage, coverageOf, coverageProblems, openRows, readInventory } from '../../lesson/coverage.ts';
import { loadLists } from '../../lesson/lists.ts';
import { lintPaths, loadLesson, loadLessons, pathsToFiles } from '../../lesson/load.ts';
import { markdownIn, ownProblems } from '../../lesson/own.ts';
import type { Problem } from '../../lesson/problem.ts';
import { untrustedProblems } from '../../lesson/untrusted.ts';
import { EXIT, type ExitCode, LabError } from '../../protocol/lab-error.ts';
import { shippedLessons } from '../course.ts';
import { say, sayJson } from '../output.ts';
import type { Trial } from './lint-run.ts';

const INVENTORY = 'inventory.tsv';

interface LintOptions {
  json?: boolean;
  /** Carry out their actions on this machine, too, and type their by-hand lines. */
  run?: boolean;
  trustLessons?: boolean;
}

/** `lint`: every problem of the lessons at these paths, with file, line and fix; exit code 1 when there is one. */
export async function lint(paths: string[], options: LintOptions): Promise<ExitCode> {
  const targets = paths.length > 0 ? paths : [packageFile('lessons')];
  for (const path of targets) {
    if (!existsSync(path))
      throw new LabError('usage', `there is no ${path}`, {
        exit: EXIT.usage,
        hint: 'name a lesson file or a folder of lessons',
      });
  }
  const files = pathsToFiles(targets);
  if (files.length === 0) throw noLesson(targets);
  const shipped = packageFile('lessons');
  const courses = targets.filter(path => statSync(path).isDirectory() && existsSync(join(path, INVENTORY)));
  const foreign = targets.filter(path => !courses.includes(path) && !existsSync(join(dirname(path), INVENTORY)));
  // what is wrong with the lesson as a whole comes before what follows from it
  const problems = [...ownProblems(pathsToFiles(foreign), await shippedLessons()), ...lintPaths(targets, shipped)];
  // What a broken lesson covers is not known.
  const coverage = problems.length > 0 ? [] : courses.map(dir => ({ dir, rows: coverageIn(dir) }));
  problems.push(...coverage.flatMap(({ dir, rows }) => coverageProblems(rows, join(dir, INVENTORY))));
  const trial = options.run && problems.length === 0 ? await tried(files, options) : null;
  problems.push(...(trial?.problems ?? []));
  if (options.json) sayJson(problems);
  else {
    for (const { file, line, message, fix } of problems) say(`${file}:${line}: ${message}\n  fix: ${fix}\n`);
    for (const { file, line, message } of needTrust(foreign))
      say(`${file}:${line}: ${message}: it is played only with --trust-lessons\n`);
    for (const { rows } of coverage) for (const line of coverageLines(rows)) say(`${line}\n`);
    for (const note of trial?.notes ?? []) say(`note: ${note}\n`);
    if (trial) {
      const left = trial.notHere > 0 ? `; ${trial.notHere} not for this machine or these rights` : '';
      say(`carried out: ${counted(trial.actions, 'action')}, ${counted(trial.lines, 'by-hand line')} typed${left}\n`);
    }
    if (options.run && trial === null) say('nothing is carried out before the files are right\n');
    const found = problems.length === 0 ? 'no problem found' : counted(problems.length, 'problem');
    say(`${counted(files.length, 'lesson')}: ${found}\n`);
  }
  if (trial?.interrupted) return EXIT.interrupted;
  return problems.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

async function tried(files: string[], options: LintOptions): Promise<Trial> {
  const { tryLessons } = await import('./lint-run.ts');
  return tryLessons(files, options);
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Silence about a folder that holds no lesson would be taken for praise. */
function noLesson(targets: string[]): LabError {
  const near = targets.flatMap(path => markdownIn(path)).at(0);
  return new LabError('usage', `there is no lesson in ${targets.join(', ')}`, {
    exit: EXIT.usage,
    hint: near
      ? `a lesson is called NN-name.md, with two digits: rename ${near}`
      : 'container-lab new-lesson NAME --dir FOLDER writes one',
  });
}

/** No slip of the author's, but others will have to trust such a lesson. */
function needTrust(paths: string[]): Problem[] {
  return pathsToFiles(paths).flatMap(file => {
    const { lesson } = loadLesson(file, undefined);
    return lesson ? untrustedProblems(lesson) : [];
  });
}

function coverageIn(dir: string): Coverage[] {
  const rows = readInventory(readFileSync(join(dir, INVENTORY), 'utf8'));
  return coverageOf(rows, loadLessons(dir).lessons, loadLists(dir).glossary.values());
}

/** What of the notes is taught, and what waits for lessons that are not written yet. */
function coverageLines(coverage: Coverage[]): string[] {
  const count = (wanted: Coverage['state']) => coverage.filter(({ state }) => state === wanted).length;
  return [
    `notes: ${coverage.length} rows, ${count('lesson')} in lessons, ${count('glossary')} in the glossary, ${count('open')} open`,
    ...[...openRows(coverage)].map(([lesson, rows]) => `  open until lesson ${lesson} is written: ${rows.join(' ')}`),
  ];
}
