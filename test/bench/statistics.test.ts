import { describe, expect, test } from 'vitest';
import type { Figure } from './figure.ts';
import { svg } from './plot.ts';
import { baselineOf, changeText, markdown } from './report.ts';
import { growth, median, quantile, ratio, spread } from './statistics.ts';

const figure = (over: Partial<Figure> = {}): Figure => ({
  id: 'run/crun',
  what: 'a container, crun',
  unit: 'ms',
  value: spread([4, 5, 6]),
  ratio: { ...ratio([4, 5, 6], [1, 2, 3]), of: 'crun / ours' },
  goal: { atLeast: 3.5 },
  ...over,
});

describe('statistics', () => {
  test('medians and quantiles lie between neighbours', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([1, 2, 3, 4])).toBe(2.5);
    expect(quantile([0, 10], 0.1)).toBe(1);
  });

  test('a ratio is that of the medians, inside its interval, and always the same', () => {
    const [mine, theirs] = [
      Array.from({ length: 50 }, (_, i) => 20 + (i % 7)),
      Array.from({ length: 50 }, (_, i) => 10 + (i % 3)),
    ];
    const one = ratio(mine, theirs);
    expect(one.value).toBeCloseTo(23 / 11);
    expect(one.from).toBeLessThanOrEqual(one.value);
    expect(one.to).toBeGreaterThanOrEqual(one.value);
    expect(ratio(mine, theirs)).toEqual(one);
  });

  test('growth is the exponent of a power law', () => {
    const points = (power: number) => [10, 100, 1000].map(size => ({ size, time: 3 * size ** power }));
    for (const power of [0, 1, 2]) expect(growth(points(power))).toBeCloseTo(power);
  });
});

describe('the report', () => {
  test('says whether a goal is reached and what has changed since the baseline', () => {
    const table = markdown([figure()], { 'run/crun': 2 });
    expect(table).toContain('| ✗ ≥ 3.5 |');
    expect(table).toContain('+25 %');
    expect(changeText(figure(), {})).toBe('');
    expect(changeText(figure(), { 'run/crun': 2.5 })).toBe('=');
  });

  test('keeps what does not depend on the speed of the machine', () => {
    const { ratio: _, ...bare } = figure({ id: 'run/floor' });
    expect(baselineOf([figure(), bare])).toEqual({ 'run/crun': 2.5 });
  });

  test('plots are well-formed and escape what they show', () => {
    const bars = svg({
      kind: 'bars',
      file: 'x',
      title: 'a < b',
      unit: 'µs',
      bars: [{ name: 'write(<x>)', value: 3, by: 'stage' }],
    });
    expect(bars).toContain('a &lt; b');
    expect(bars).toContain('write(&lt;x&gt;)');
    const curve = {
      name: 'c',
      points: [
        { size: 10, time: 0.5 },
        { size: 5000, time: 20 },
      ],
    };
    const drawn = svg({ kind: 'curves', file: 'x', title: 't', x: 'n', y: 'ms', curves: [curve] });
    expect(drawn.match(/<circle /g)).toHaveLength(2);
    expect(drawn).not.toMatch(/NaN|Infinity/);
  });
});
