import { expect, test } from 'vitest';
import { bigFacts, type PinnedFact } from '../../../src/ui/draw/demo-facts.ts';
import { FORMS } from '../../../src/ui/draw/demo-form.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const plain = FORMS[3];
const fact = (more: Partial<PinnedFact>): PinnedFact => ({
  key: 'hostname',
  subject: 'stage',
  before: undefined,
  now: 'lab',
  host: 'vm',
  ...more,
});
const lines = (f: PinnedFact) => bigFacts([f], 110, plain).map(line => withoutColour(line).trimEnd());

test('a fact with that of the host; a change from what it was', () => {
  expect(lines(fact({}))).toEqual(['hostname                  lab   host vm']);
  expect(lines(fact({ before: 'vm' }))).toEqual(['hostname                  vm → lab   host vm']);
  expect(lines(fact({ before: 'vm', now: undefined, host: undefined }))).toEqual([
    'hostname                  vm → none',
  ]);
});

test('of a long list how many, and what came', () => {
  const before = ['a', 'b', 'c', 'd'];
  expect(lines(fact({ key: 'root.entries', before, now: [...before, 'e'] }))).toEqual([
    'root.entries              4 → 5',
    '                          + e',
  ]);
});

test('in large letters where the form has them', () =>
  expect(bigFacts([fact({})], 110, FORMS[0]).length).toBeGreaterThan(5));
