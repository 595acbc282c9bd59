import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/protocol/shell-word.ts';

test.each(['plain', '/a/b.c:d@e+f-g', '', 'two words', "it's", '$(id); `id` > x', '*', '\\', 'a\nb'])('%j', word => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});

test('what needs no quotes has none', () => expect(shellWord('/mnt/a-b')).toBe('/mnt/a-b'));
