/** Whoever follows a document finds what it names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Document, missingNames, missingPaths } from './helpers/document-paths.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders that are no sources of this project. */
const LEFT_OUT = ['node_modules', '.git', 'dist', 'coverage', 'build', 'out'];

/** No files of the project: what a benchmark writes, and what lies in a session's own tmpfs. */
const OTHERS = ['against.md', 'calls.svg', 'image/', 'changes/', 'work/'];

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .flatMap(entry => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const FILES = filesIn('');
const DOCUMENTS: Document[] = FILES.filter(file =>
  /(?:^|\/)README\.md$|^CONTRIBUTING\.md$|^docs\/[^/]+\.md$/.test(file),
).map(file => ({ file, text: read(file) }));

test('every path that a document of the project names is there', () => {
  expect(DOCUMENTS.map(({ file }) => file)).toContain('src/README.md');
  expect(missingPaths(DOCUMENTS, FILES, OTHERS)).toEqual([]);
});

test('what a document looks for in a file stands in it', () => {
  expect(missingNames(DOCUMENTS, FILES, read)).toEqual([]);
});

test('a path that leads nowhere is told with document, line and path', () => {
  const files = ['src/session/gate.ts', 'test/a.test.ts', 'native/src/look/rooted.c'];
  const check = (text: string) =>
    missingPaths([{ file: 'src/README.md', text }], files).map(line => line.split(', which')[0]);
  const right =
    '`session/gate.ts` `session/` `session/gate` `session/g*.ts` `npm run vitest test/a.test.ts` `rooted.c` `{native,test}/`';
  expect(check(right)).toEqual([]);
  expect(check('`/proc/PID/stat` `ns/uts` `src/FILE.ts` `dist/course.json` `a / b`')).toEqual([]);
  for (const wrong of ['session/door.ts', 'engine/', 'session/engine', 'door.c', 'session/d*.ts', '{door,test}s/'])
    expect(check(`\n\n\`${wrong}\``)).toEqual([`src/README.md:3 names ${wrong}`]);
});

test('a name that is elsewhere is told with document, line and file', () => {
  const check = (text: string) =>
    missingNames([{ file: 'src/README.md', text }], ['src/session/gate.ts'], () => 'function decide() {}');
  expect(check('`decide` in `session/gate.ts`, `decide()` of `session/gate.ts`, `x` in `y`')).toEqual([]);
  expect(check('\n`ask` in `session/gate.ts`').map(line => line.split(',')[0])).toEqual([
    'src/README.md:2 looks for ask in src/session/gate.ts',
  ]);
});
