import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coverageOf, coverageProblems, openRows, readInventory } from '../../src/lesson/coverage.ts';

const HEAD = 'row\tlines\tsays\tmode\tshown\tlessons\tcorrections';
const row = (id: string, says: string, lessons: string) => `${id}\t1\t${says}\tLIVE\tshown\t${lessons}\t`;
const lessons = [{ id: '02-unshare', covers: ['A1'] }];
const glossary = [{ term: 'registry', text: '', lessons: ['11'], aliases: ['hub'] }];
const states = (...rows: string[]) =>
  coverageOf(readInventory([HEAD, ...rows, ''].join('\n')), lessons, glossary).map(({ state }) => state);

test.each([
  ['covered by a lesson', row('A1', 'x', '02'), 'lesson'],
  ['covered by a lesson although another is not written', row('A1', 'x', '09,02'), 'lesson'],
  ['of a written lesson, and not covered', row('A2', 'x', '02'), 'missing'],
  ['of a written lesson and another, and not covered', row('A2', 'x', '09,02'), 'missing'],
  ['of a lesson that is not written', row('A2', 'x', '09'), 'open'],
  ['a word', row('A2', 'Registry (blank)', '11,G'), 'glossary'],
  ['words', row('A2', 'what registries are not: hubs', '11,G'), 'glossary'],
  ['a word that is not there', row('A2', 'registryless', '11,G'), 'open'],
  ['a word that is not there and has no lesson', row('A2', 'port', 'G'), 'missing'],
  ['a word that nobody asks the glossary for', row('A2', 'registry', '11'), 'open'],
  ['without any lesson', row('A2', 'x', ''), 'missing'],
])('a row %s', (_what, line, state) => {
  expect(states(line)).toEqual([state]);
});

test('a problem names file, line, row and what to do', () => {
  const coverage = coverageOf(
    readInventory([HEAD, row('A1', 'x', '02'), row('A2', 'y', '02')].join('\n')),
    lessons,
    [],
  );
  expect(coverageProblems(coverage, 'f.tsv')).toEqual([
    {
      file: 'f.tsv',
      line: 3,
      message: 'row A2 of the notes is not covered: y',
      fix: expect.stringContaining('`covers` of lesson 02'),
    },
  ]);
});

test('open rows are listed by lesson, none is hidden', () => {
  const text = [HEAD, row('A1', '', '12'), row('A3', '', '09,12'), row('A4', '', '12')].join('\n');
  const open = openRows(coverageOf(readInventory(text), [], []));
  expect([...open]).toEqual([
    ['09', ['A3']],
    ['12', ['A1', 'A4']],
  ]);
});

test('the inventory of the notes is read whole', () => {
  const text = readFileSync(new URL('../../lessons/inventory.tsv', import.meta.url), 'utf8');
  const rows = readInventory(text);
  expect(rows).toHaveLength(text.trim().split('\n').length - 1);
  for (const { id, lessons: numbers } of rows) {
    expect(numbers.length, id).toBeGreaterThan(0);
    for (const number of numbers) expect(number, id).toMatch(/^(\d\d|G)$/);
  }
});
