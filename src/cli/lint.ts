import { existsSync } from 'node:fs';
import { lintPaths } from '../lesson/load.ts';
import { EXIT, type ExitCode, LabError } from '../protocol/lab-error.ts';
import { packageFile } from '../stage/helper-path.ts';

export function lint(paths: string[], options: { json?: boolean }): ExitCode {
  const targets = paths.length > 0 ? paths : [packageFile('lessons')];
  for (const path of targets) {
    if (!existsSync(path))
      throw new LabError('usage', `there is no ${path}`, {
        exit: EXIT.usage,
        hint: 'name a lesson file or a folder of lessons',
      });
  }
  const problems = lintPaths(targets);
  if (options.json) process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else {
    for (const { file, line, message, fix } of problems)
      process.stdout.write(`${file}:${line}: ${message}\n  fix: ${fix}\n`);
    process.stdout.write(
      problems.length === 0
        ? 'lessons: no problem found\n'
        : `${problems.length} problem${problems.length === 1 ? '' : 's'}\n`,
    );
  }
  return problems.length === 0 ? EXIT.ok : EXIT.checkFailed;
}
