/** Which process a file of the helper runs in is said by its folder: so what a folder may include is a rule. Text only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FOLDERS, nativeBreaches } from '../helpers/native-folders.ts';

const NATIVE = fileURLToPath(new URL('../../native/', import.meta.url));

function sources(): Map<string, string> {
  const files = readdirSync(join(NATIVE, 'src'), { recursive: true, encoding: 'utf8' });
  const code = files.filter(file => /\.(c|h|def)$/.test(file)).sort();
  return new Map(code.map(file => [file, readFileSync(join(NATIVE, 'src', file), 'utf8')]));
}

test('native/src/ keeps its folders', () => {
  expect(sources().size).toBeGreaterThan(100);
  expect(nativeBreaches(sources())).toEqual([]);
});

test('each folder stands in the table of native/README.md', () => {
  const readme = readFileSync(join(NATIVE, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, folder]) => folder);
  expect(named).toEqual(Object.keys(FOLDERS));
});

describe('the rules themselves', () => {
  const check = (file: string, included: string, also: Record<string, string> = {}) =>
    nativeBreaches(new Map(Object.entries({ [included]: '', ...also, [file]: `#include "${included}"\n` })));

  test.each([
    [
      'the stage knows nothing of the monitor',
      'stage/root.c',
      'monitor/monitor.h',
      /stage\/ may include only wire, common;/,
    ],
    ['nor of the subjects', 'stage/root.c', 'subjects/subject.h', /stage\/ may include only/],
    ['the monitor begins a stage, and that is all', 'monitor/subject.c', 'stage/self.h', /only stage\/stage\.h/],
    ['nor does it see how a shell is made', 'monitor/enter.c', 'shell/inner.h', /only shell\/shell\.h/],
    ['wire includes nobody', 'wire/text.c', 'common/machine.h', /wire\/ may include only itself/],
    ['not even what is shared', 'wire/text.c', 'batch/shared-page.h', /wire\/ may include only itself/],
    ['what is shared knows no process', 'batch/shared-page.h', 'subjects/subject.h', /may include only wire/],
    ['the reader is no monitor', 'look/look.c', 'subjects/subject.h', /look\/ may include only/],
  ])('%s', (_name, file, included, message) => {
    expect(check(file, included)).toEqual([expect.stringMatching(message)]);
  });

  test('a file in no folder is told where to go', () => {
    expect(nativeBreaches(new Map([['net/link.c', '']]))).toEqual([
      expect.stringMatching(
        /no known folder: .*add a folder, to FOLDERS in test\/helpers\/native-folders\.ts .* native\/README\.md/,
      ),
    ]);
  });

  test('an include is written as a path', () => {
    expect(nativeBreaches(new Map([['stage/root.c', '#include "self.h"']]))).toEqual([
      expect.stringMatching(/write the path below native\/src\//),
    ]);
  });

  test('headers in a circle', () => {
    const also = { 'look/b.h': '#include "look/a.h"' };
    expect(check('look/a.h', 'look/b.h', also)).toEqual([expect.stringMatching(/look\/\w\.h → look\/\w\.h → /)]);
  });

  test.each([
    ['stage/root.c', 'batch/shared-page.h'],
    ['common/program.c', 'batch/message.h'],
    ['subjects/subject.c', 'stage/stage.h'],
    ['batch/shared-page.h', 'batch/message.h'],
    ['stage/root.c', 'stage/self.h'],
  ])('%s may include %s', (file, included) => {
    expect(check(file, included)).toEqual([]);
  });
});
