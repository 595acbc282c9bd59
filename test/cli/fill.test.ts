import { expect, test } from 'vitest';
import { fill } from '../../src/cli/fill.ts';

test('lines are as full as may be, and no word is broken', () => {
  expect(fill('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(fill('one two', 7)).toEqual(['one two']);
  expect(fill('one two', 6)).toEqual(['one', 'two']);
  expect(fill('a-long-word it is', 5)).toEqual(['a-long-word', 'it is']);
});
