import { describe, expect, test } from 'vitest';
import { gauge, sparkline } from '../../../src/ui/text/bars.ts';

describe('gauge', () => {
  test.each([
    [0, '░░░░'],
    [0.5, '██░░'],
    [0.625, '██▌░'],
    [1, '████'],
    [7, '████'],
    [-1, '░░░░'],
  ])('%d of four columns', (share, drawn) => expect(gauge(share, 4)).toBe(drawn));
});

describe('sparkline', () => {
  test('lowest, middle and highest', () => expect(sparkline([0, 5, 10], 10, 3)).toBe('▁▅█'));
  test('the newest is at the right, a gap is a blank', () => expect(sparkline([null, 10], 10, 5)).toBe('    █'));
  test('only the last ones are shown', () => expect(sparkline([1, 2, 3, 10, 10], 10, 2)).toBe('██'));
  test('nothing to measure against', () => expect(sparkline([0, 0], 0, 2)).toBe('▁▁'));
});
