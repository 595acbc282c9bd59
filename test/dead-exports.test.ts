import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { deadExports } from './helpers/dead-exports.ts';

const [SRC, TEST] = ['../src/', '.'].map(folder => fileURLToPath(new URL(folder, import.meta.url))) as [string, string];

/** Values that no other file of src/ takes, and who does. */
const TAKEN_ELSEWHERE: Record<string, string[]> = {
  'npm run documents': ['cli/manual/man-page.ts: manPage', 'lesson/grammar/json-schema.ts: lessonSchema'],
  'the build, with the lessons': ['lesson/bake.ts: bakeCourse'],
  'what is generated for the helper and its tests': ['words/facts.ts: foreignQueries', 'words/ops.ts: FAMILIES'],
  'its own test, for what the rest of src/ asks of it cannot be played there': [
    'cli/manual/complete.ts: SOURCES',
    'lesson/grammar/claims.ts: COMPARISONS',
    'observe/diff.ts: sameValue',
    'observe/fingerprint.ts: HELPER_NAMES',
    'plain/profile.ts: profileLines',
    'session/engine/app-end.ts: GRACE_MS',
    'session/engine/ops/waiting.ts: wait',
    'session/engine/rehearsal.ts: LIMITS',
    'helper/exposed.ts: myself',
    'helper/host-terminal.ts: learnersShell',
    'helper/launch.ts: startHelper',
    'transcript/read.ts: parseRecording',
    'ui/draw/usage.ts: cpuShares',
    'ui/text/simple-text.ts: Graphemes',
    'ui/text/simple-text.ts: simpleWidth',
    'ui/text/text.ts: withoutColour',
  ],
};
const EXCEPTIONS = Object.values(TAKEN_ELSEWHERE).flat();

function sourcesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.(tsx?|mjs)$/.test(file));
  return new Map(files.sort().map(file => [file, readFileSync(join(folder, file), 'utf8')]));
}

/** What the helper's table generates is whole, whoever takes of it. */
const dead = deadExports(sourcesOf(SRC)).filter(({ name }) => !/\.gen\.ts: |\.d\.mts: /.test(name));

test('no value is exported that no other file of src/ takes: drop the word, or move what is for tests alone to test/', () => {
  const values = dead.filter(({ kind }) => kind === 'value').map(({ name }) => name);
  expect(values.filter(name => !EXCEPTIONS.includes(name))).toEqual([]);
  expect(EXCEPTIONS.filter(name => !values.includes(name))).toEqual([]);
});

test('no type is exported that nobody takes, in src/ or in test/', () => {
  const tests = [...sourcesOf(TEST).values()].join('\n');
  const types = dead.filter(({ kind }) => kind === 'type').map(({ name }) => name);
  expect(types.filter(name => !new RegExp(`\\b${name.split(': ')[1]}\\b`).test(tests))).toEqual([]);
});

describe('what counts as taken', () => {
  const found = (user: string, source = 'export const a = 1;\nexport interface B {}\nexport async function c() {}') =>
    deadExports(
      new Map([
        ['ui/x.ts', source],
        ['cli/y.ts', user],
      ]),
    ).map(({ name }) => name.replace('ui/x.ts: ', ''));

  test.each<[string, string, string[]]>([
    ['nothing', '', ['a', 'B', 'c']],
    ['by name, by type and under another name', "import { a as z, type B, c } from '../ui/x.ts';", []],
    ['over lines', "import {\n  a,\n  c,\n} from '../ui/x.ts';", ['B']],
    ['by a type alone', "import type { B } from '../ui/x.ts';", ['a', 'c']],
    ['whole', "import * as x from '../ui/x.ts';", []],
    [
      'passed on',
      "export { a } from '../ui/x.ts';\nexport type { B } from '../ui/x.ts';",
      ['c', 'cli/y.ts: a', 'cli/y.ts: B'],
    ],
    ['later', "const { c } = await import('../ui/x.ts');", ['a', 'B']],
    ['later, a member', "const c = (await import('../ui/x.ts')).c;", ['a', 'B']],
    ['later, whole', "void import('../ui/x.ts').catch(() => {});", []],
    ['of another file', "import { a } from '../ui/z.ts';", ['a', 'B', 'c']],
  ])('%s', (_how, user, left) => {
    expect(found(user).sort()).toEqual(left.sort());
  });
});
