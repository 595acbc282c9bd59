import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintPaths, loadLessons } from '../../src/lesson/load.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/lessons', import.meta.url));
const course = join(FIXTURES, 'course');

describe('loadLessons', () => {
  it('keeps what is in order and reports the rest', () => {
    const { lessons, problems } = loadLessons(course);
    expect(lessons.map(l => l.id)).toEqual(['10-tiny']);
    expect(problems.map(p => [p.file, p.message])).toEqual([
      [join(course, '20-broken.md'), '"nothing" is not in glossary.yaml'],
      [join(course, '20-broken.md'), 'unknown op "chdirr"'],
    ]);
  });
});

describe('lintPaths', () => {
  it('takes files and folders', () => {
    expect(lintPaths([course])).toHaveLength(2);
    expect(lintPaths([join(course, '10-tiny.md')])).toEqual([]);
  });

  it('looks words up beside the lesson, in the course given, or not at all', () => {
    const own = join(FIXTURES, 'alone', '30-own.md');
    expect(lintPaths([own])).toEqual([]);
    expect(lintPaths([own], course).map(p => p.message)).toEqual(['"nothing" is not in glossary.yaml']);
  });

  it('throws for a path that is not there', () => {
    expect(() => lintPaths([join(FIXTURES, 'nowhere')])).toThrow('ENOENT');
  });
});
