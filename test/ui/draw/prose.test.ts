import { expect, test } from 'vitest';
import { marked, rich } from '../../../src/ui/draw/prose.ts';

test('an author’s sentence goes through Markdown, and is wrapped as it is before that is loaded', () => {
  expect(rich(text => [`<${text}>`], 'a b', 3)).toEqual(['<a b>']);
  expect(rich(null, 'aa bb', 3)).toEqual(['aa', 'bb']);
});

test('a sign before the first line, the others indented', () =>
  expect(marked('!', 'aa bb', 4)).toEqual(['! aa', '  bb']));
