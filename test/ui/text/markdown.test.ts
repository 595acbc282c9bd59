import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../src/ui/text/markdown.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';

const plain = (markdown: string, columns = 40) => renderMarkdown(markdown, columns).map(withoutColour);

const EVERYTHING = `# A heading that is longer than the line is wide, by far

Text with **bold *and* more**, \`code_that_is_long\`, [a link](https://example.org/a/very/long/address/that/does/not/fit) and \\*stars\\*.

* first **item** with \`code\`
  * nested
* second, which is long enough to need a second line

3. third
4. fourth

> quoted text that is wrapped as well

\`\`\`sh
# a comment
sudo unshare --uts sh -c "hostname lab-box; hostname; a long command line"
\`\`\`

| file | meaning of the file, at length |
|---|---|
| \`a\` | one |

---
last`;

test.each([20, 38, 80])('no line is wider than %i columns', columns => {
  for (const line of renderMarkdown(EVERYTHING, columns)) expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
});

describe('what becomes of', () => {
  test('emphasis and code, also inside list items', () => {
    expect(plain('* an **item** with `code`')).toEqual(['• an item with code']);
  });
  test('numbered lists', () => expect(plain('3. three\n4. four')).toEqual(['3. three', '4. four']));
  test('nested lists', () => expect(plain('* a\n  * b')).toEqual(['• a', '  • b']));
  test('code: nothing is lost, long lines go on indented', () => {
    expect(plain('```sh\nab   cd | efgh\n```', 12)).toEqual(['│ ab   cd | ', '│   efgh']);
  });
  test('entities and escapes', () => expect(plain('a < b & c \\* d')).toEqual(['a < b & c * d']));
  test('links: the address is shown', () => expect(plain('[man](https://x.y)', 60)).toEqual(['man (https://x.y)']));
  test('tables', () => expect(plain('| a | b |\n|---|---|\n| 1 | 2 |')).toEqual(['a  b', '1  2']));
  test('what people get wrong: a mark tells it, where there are no colours', () => {
    expect(plain('- *Root may do all.* It may not.\n- A `fact`.')).toEqual([
      '✗ Root may do all. It may not.',
      '• A fact.',
    ]);
  });
  test('control characters', () => expect(plain('a\u001b[2Jb').join('')).not.toContain('\u001b'));
});

test('the same text is not drawn twice', () => {
  expect(renderMarkdown(EVERYTHING, 50)).toBe(renderMarkdown(EVERYTHING, 50));
});
