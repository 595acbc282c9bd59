import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPS, parseSize } from '../../src/lesson/ops.ts';

describe('the ops of lessons', () => {
  it('are those of the wire, where the session does not make them up', () => {
    const wire = readFileSync(new URL('../../native/README.md', import.meta.url), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1]));
    const direct = Object.keys(OPS).filter(name => OPS[name]?.planned !== true);
    expect(wire).toContain('pivot_root');
    expect(direct.filter(name => !wire.includes(name))).toEqual([]);
  });
});

describe('parseSize', () => {
  it.each([
    ['64M', 67108864],
    ['1K', 1024],
    ['2G', 2147483648],
    ['7', 7],
    [0, 0],
    ['64 M', null],
    ['M', null],
    ['1T', null],
    [-1, null],
    [1.5, null],
  ])('%s is %s', (text, bytes) => expect(parseSize(text)).toBe(bytes));
});
