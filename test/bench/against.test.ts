import { expect, test } from 'vitest';
import { compared } from './against.ts';
import { type Figure, once } from './figure.ts';

const figure = (value: number, more: Partial<Figure> = {}): Figure => ({
  id: 'x',
  what: 'a call',
  unit: 'ms',
  value: once(value),
  ...more,
});

/** The last cell of the only row, and how many are slower. */
function judged(before: Figure[], after: Figure[]): [string, number] {
  const { table, slower } = compared(new Map([['x', { before, after }]]));
  return [table.split('\n').at(-1)?.split('|').at(-2)?.trim() ?? '', slower.length];
}

test.each([
  ['slower each time', [100, 100], [104, 103], '✗ slower', 1],
  ['slower once', [100, 100], [108, 99], '? not each time', 0],
  ['measured once', [100], [110], '? not each time', 0],
  ['a little', [100, 100], [101, 102], '✓', 0],
  ['faster', [100, 100], [90, 90], '✓', 0],
  ['nothing before and after', [0, 0], [0, 0], '✓', 0],
  ['new', [], [5, 5], '', 0],
])('%s', (_what, before, after, verdict, slower) => {
  const figures = (values: number[]) => values.map(value => figure(value));
  expect(judged(figures(before), figures(after))).toEqual([verdict, slower]);
});

test('a size is no chance, of how much longer others take less is worse, and others are not judged', () => {
  expect(judged([figure(100, { unit: 'KB' })], [figure(103, { unit: 'KB' })])).toEqual(['✗ slower', 1]);
  const over = (times: number) =>
    figure(1, { ratio: { value: times, undisturbed: times, from: times, to: times, of: 'crun / ours' } });
  expect(judged([over(3), over(3)], [over(2), over(2)])[0]).toBe('✗ slower');
  expect(judged([over(2), over(2)], [over(3), over(3)])[0]).toBe('✓');
  const node = (ms: number) => figure(ms, { id: 'start/node' });
  expect(judged([node(40), node(40)], [node(50), node(50)])).toEqual(['(not ours)', 0]);
});
