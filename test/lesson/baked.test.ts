import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bakeGlossary, bakeLessons } from '../../src/lesson/bake.ts';
import { loadBakedGlossary, loadBakedLessons } from '../../src/lesson/baked.ts';
import { loadLessons } from '../../src/lesson/load.ts';
import { loadWords } from '../../src/lesson/words.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lab-baked-'));
  cpSync(fileURLToPath(new URL('../../lessons', import.meta.url)), dir, { recursive: true });
  file = join(dir, 'baked.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('baked lessons', () => {
  it('are what parsing gives', async () => {
    writeFileSync(file, bakeLessons(dir) ?? '');
    expect(await loadBakedLessons(dir, file)).toEqual(JSON.parse(JSON.stringify(loadLessons(dir))));
  });

  it('are not used once a lesson has changed', async () => {
    writeFileSync(file, bakeLessons(dir) ?? '');
    const lesson = join(dir, '01-mount-rootfs.md');
    writeFileSync(
      lesson,
      readFileSync(lesson, 'utf8').replace('title: Mount a root filesystem', 'title: Another title'),
    );
    const { lessons } = await loadBakedLessons(dir, file);
    expect(lessons.find(l => l.id === '01-mount-rootfs')?.title).toBe('Another title');
  });

  it('are not made of lessons with problems, and a damaged file is passed over', async () => {
    writeFileSync(join(dir, '09-broken.md'), 'no frontmatter');
    expect(bakeLessons(dir)).toBeNull();
    writeFileSync(file, '{"hash":');
    expect((await loadBakedLessons(dir, file)).problems).toHaveLength(1);
  });
});

describe('a baked glossary', () => {
  it('is what parsing gives', async () => {
    writeFileSync(file, bakeGlossary(dir));
    const parsed = [...loadWords(dir).glossary.values()];
    expect(parsed.length).toBeGreaterThan(20);
    expect(await loadBakedGlossary(dir, file)).toEqual(parsed);
  });

  it('is not used once a list has changed', async () => {
    writeFileSync(file, bakeGlossary(dir));
    appendFileSync(join(dir, 'glossary.yaml'), '- term: a new word\n  text: said at last\n');
    expect((await loadBakedGlossary(dir, file)).at(-1)?.term).toBe('a new word');
  });
});
