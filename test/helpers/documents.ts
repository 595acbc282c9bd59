/** Files of the repository that are made from the program: `npm run documents` writes them, test/documents.test.ts compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manPage } from '../../src/cli/manual/man-page.ts';
import { createProgram } from '../../src/cli/program.ts';
import { lessonSchema } from '../../src/lesson/grammar/json-schema.ts';
import { foreignHeader, independentKeys } from './fact-lists.ts';
import { readGuide, withTables } from './lesson-guide.ts';

/** Where the files are: the root of the repository, in which npm and vitest run. */
export const ROOT = process.cwd();

/** Text of each generated file, by its path in the repository. */
export function documents(): Map<string, string> {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const guide = readGuide(read('lessons/guide.yaml'));
  return new Map([
    ['docs/container-lab.1', manPage(createProgram(version), version)],
    ['lessons/lesson.schema.json', `${JSON.stringify(lessonSchema(guide), null, 1)}\n`],
    ['lessons/README.md', withTables(read('lessons/README.md'), guide)],
    ['native/src/look/foreign.gen.h', foreignHeader()],
    ['test/independent/keys.gen.json', independentKeys()],
  ]);
}
