/** Files of the repository that are made from the program: `npm run documents` writes them, test/documents.test.ts compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manPage } from '../../src/cli/man-page.ts';
import { createProgram } from '../../src/cli/program.ts';

/** Where the files are: the root of the repository, in which npm and vitest run. */
export const ROOT = process.cwd();

/** Text of each generated file, by its path in the repository. */
export function documents(): Map<string, string> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return new Map([['docs/container-lab.1', manPage(createProgram(version), version)]]);
}
