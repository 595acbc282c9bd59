import { expect, test } from 'vitest';
import { bytes, duration, percent } from '../../../src/ui/text/units.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [33554432, '32.0 MiB'],
  [5 * 1024 ** 5, '5120.0 TiB'],
])('%d bytes', (value, text) => expect(bytes(value)).toBe(text));

test.each([
  [800, '800 ns'],
  [8123, '8 µs'],
  [1_234_567, '1.2 ms'],
  [3e9, '3.0 s'],
])('%d nanoseconds', (value, text) => expect(duration(value)).toBe(text));

test.each([
  [0.2, '20 %'],
  [0.004, '0.4 %'],
  [1.5, '150 %'],
])('a share of %d', (value, text) => expect(percent(value)).toBe(text));
