import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bakeCourse } from '../../src/lesson/bake.ts';
import { loadBakedGlossary, loadBakedLessons } from '../../src/lesson/baked.ts';
import { readAll } from '../../src/lesson/course-index.ts';
import { loadLists } from '../../src/lesson/lists.ts';
import { loadLessons } from '../../src/lesson/load.ts';

let dir = '';
let dist = '';
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-baked-'));
  dir = join(folder, 'lessons');
  dist = join(folder, 'dist');
  cpSync(fileURLToPath(new URL('../../lessons', import.meta.url)), dir, { recursive: true });
});
afterEach(() => rmSync(dirname(dir), { recursive: true, force: true }));

async function bake(): Promise<void> {
  for (const [path, text] of await bakeCourse(dir)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
}

/** Another text of the same length in a lesson; `seconds` after the course was baked. */
function alter(name: string, from: string, to: string, seconds: number): void {
  const file = join(dir, name);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  const when = Date.now() / 1000 + seconds;
  utimesSync(file, when, when);
}

async function titleOf(id: string): Promise<string | undefined> {
  return (await loadBakedLessons(dir, dist)).lessons.find(lesson => lesson.id === id)?.title;
}

describe('baked lessons', () => {
  it('are what parsing gives', async () => {
    await bake();
    const baked = await loadBakedLessons(dir, dist);
    expect(JSON.parse(JSON.stringify(baked))).toEqual(JSON.parse(JSON.stringify(loadLessons(dir))));
  });

  it('are known by the index alone, and each is read from a file of its own when it is asked for', async () => {
    await bake();
    rmSync(join(dist, 'lessons/02-unshare.json'));
    const { lessons } = await loadBakedLessons(dir, dist);
    const [first, , unshare] = lessons;
    expect(first?.intro).toContain('container');
    expect([unshare?.title, unshare?.steps.length]).toEqual(['Unshare: a view of its own', expect.any(Number)]);
    expect(() => unshare?.steps[0]?.text).toThrow(/02-unshare\.json does not belong to this container-lab/);
  });

  it('of another build are not taken for ours', async () => {
    await bake();
    const { lessons } = await loadBakedLessons(dir, dist);
    alter('01-mount-rootfs.md', 'title: Mount a root filesystem', 'title: Mount a ROOT filesystem', 60);
    await bake();
    expect(() => readAll(lessons)).toThrow(/was replaced while it ran/);
  });

  it('are not used once a lesson has changed', async () => {
    await bake();
    alter('01-mount-rootfs.md', 'title: Mount a root filesystem', 'title: Another title', 0);
    expect(await titleOf('01-mount-rootfs')).toBe('Another title');
  });

  it('are not used once a lesson has changed and is as long as before', async () => {
    await bake();
    alter('01-mount-rootfs.md', 'title: Mount a root filesystem', 'title: Mount a ROOT filesystem', 60);
    expect(await titleOf('01-mount-rootfs')).toBe('Mount a ROOT filesystem');
  });

  it('are used where only the times of the lessons are later', async () => {
    await bake();
    alter('01-mount-rootfs.md', 'title: ', 'title: ', 60);
    rmSync(join(dist, 'lessons'), { recursive: true });
    const { lessons } = await loadBakedLessons(dir, dist);
    expect(() => readAll(lessons)).toThrow('does not belong');
  });

  it('are not made of lessons with problems, and a damaged index is passed over', async () => {
    writeFileSync(join(dir, '09-broken.md'), 'no frontmatter');
    expect(await bakeCourse(dir)).toEqual(new Map());
    mkdirSync(dist);
    writeFileSync(join(dist, 'course.json'), '{"hash":');
    expect((await loadBakedLessons(dir, dist)).problems).toHaveLength(1);
  });
});

describe('a baked glossary', () => {
  it('is what parsing gives', async () => {
    await bake();
    const parsed = [...loadLists(dir).glossary.values()];
    expect(parsed.length).toBeGreaterThan(20);
    expect(await loadBakedGlossary(dir, dist)).toEqual(parsed);
  });

  it('is not used once a list has changed', async () => {
    await bake();
    appendFileSync(join(dir, 'glossary.yaml'), '- term: a new word\n  text: said at last\n');
    expect((await loadBakedGlossary(dir, dist)).at(-1)?.term).toBe('a new word');
  });
});
