import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bakeLessons, loadBakedLessons } from '../../src/lesson/baked.ts';
import { loadLessons } from '../../src/lesson/load.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-baked-'));
  cpSync(new URL('../../lessons', import.meta.url).pathname, dir, { recursive: true });
  file = join(dir, 'baked.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('baked lessons', () => {
  it('are what parsing gives', () => {
    writeFileSync(file, bakeLessons(dir) ?? '');
    expect(loadBakedLessons(dir, file)).toEqual(JSON.parse(JSON.stringify(loadLessons(dir))));
  });

  it('are not used once a lesson has changed', () => {
    writeFileSync(file, bakeLessons(dir) ?? '');
    const lesson = join(dir, '01-mount-rootfs.md');
    writeFileSync(
      lesson,
      readFileSync(lesson, 'utf8').replace('title: Mount a root filesystem', 'title: Another title'),
    );
    expect(loadBakedLessons(dir, file).lessons.find(l => l.id === '01-mount-rootfs')?.title).toBe('Another title');
  });

  it('are not made of lessons with problems, and a damaged file is passed over', () => {
    writeFileSync(join(dir, '09-broken.md'), 'no frontmatter');
    expect(bakeLessons(dir)).toBeNull();
    writeFileSync(file, '{"hash":');
    expect(loadBakedLessons(dir, file).problems).toHaveLength(1);
  });
});
