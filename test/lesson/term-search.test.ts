import { expect, test } from 'vitest';
import { lookUp, searchTerms } from '../../src/lesson/term-search.ts';

const entry = (term: string, aliases: string[] = []) => ({ term, text: '', lessons: [], aliases });
const LIST = [entry('bind mount'), entry('cgroup (control group)', ['cgroup']), entry('mount'), entry('mountinfo')];
const names = (found: { term: string }[]) => found.map(t => t.term);

test('what begins with the letters comes before what has them somewhere', () => {
  expect(names(searchTerms('MOU', LIST))).toEqual(['mount', 'mountinfo', 'bind mount']);
  expect(names(searchTerms('', LIST))).toEqual(names(LIST));
  expect(searchTerms('nothing', LIST)).toEqual([]);
});

test('a whole name means that term alone', () => {
  expect(names(lookUp(' mount ', LIST))).toEqual(['mount']);
  expect(names(lookUp('CGROUP', LIST))).toEqual(['cgroup (control group)']);
  expect(names(lookUp('mounti', LIST))).toEqual(['mountinfo']);
});
