import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lessonFiles } from '../../src/lesson/load.ts';
import { prose } from '../../src/plain/prose.ts';

test.each([
  ['**Bold**, *soft* and `code`.', ['Bold, soft and code.']],
  ['*over\ntwo lines*', ['over', 'two lines']],
  ['`rm *` and `ls *`', ['rm * and ls *']],
  ['*Inside, `free` shows it.* `a*b`', ['Inside, free shows it. a*b']],
  [
    '- *Root may do all.* It may not.\n- *Not a word.*',
    ['- Wrong: Root may do all. It may not.', '- Wrong: Not a word.'],
  ],
  ['2 * 3 * 4', ['2 * 3 * 4']],
  ['[the page](https://example.org/)', ['the page (https://example.org/)']],
  ['Before:\n\n```sh\ncat `a` *b*\n```\nAfter.', ['Before:', '', '    cat `a` *b*', 'After.']],
])('%j', (text, lines) => expect(prose(text)).toEqual(lines));

test('no mark is left in the lessons', () => {
  const dir = fileURLToPath(new URL('../../lessons', import.meta.url));
  for (const file of lessonFiles(dir)) {
    const body = readFileSync(file, 'utf8').split(/^---$/m)[2] ?? '';
    for (const section of body.split(/^## .*$/m)) {
      const told = prose(section).filter(line => !line.startsWith('    '));
      expect(told.filter(line => /\*\*|```|(?<!\w)\*\w/.test(line))).toEqual([]);
    }
  }
});
