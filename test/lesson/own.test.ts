import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadLessons } from '../../src/lesson/load.ts';
import { freeNumber, loadOwnLessons } from '../../src/lesson/own.ts';
import { lineWith, TINY, tiny } from './tiny.ts';

const courseDir = fileURLToPath(new URL('../../lessons', import.meta.url));
const course = loadLessons(courseDir).lessons;
const root = mkdtempSync(join(tmpdir(), 'lab-own-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let dir = '';
let count = 0;
beforeEach(() => {
  dir = join(root, `häuser und ${count++}`);
  mkdirSync(dir);
});
const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
const load = () => loadOwnLessons(dir, course, courseDir);
const problem = () => {
  const [first, ...more] = load().problems;
  expect(more).toEqual([]);
  return first;
};

describe('a folder of lessons', () => {
  it('gives its lessons in the order of their names', () => {
    write('60-b.md', TINY);
    write('55-a.md', TINY);
    write('notes.md', 'no lesson');
    const { lessons, problems } = load();
    expect(problems).toEqual([]);
    expect(lessons.map(({ id }) => id)).toEqual(['55-a', '60-b']);
  });

  it('may use the words of the course, and add its own', () => {
    write('glossary.yaml', '- { term: flux, text: What flows. }\n');
    write('50-a.md', tiny('watch:', 'terms: [flux, chroot]\nwatch:'));
    expect(load().problems).toEqual([]);
    write('50-a.md', tiny('watch:', 'terms: [flux, chrooot]\nwatch:'));
    expect(problem()).toMatchObject({ message: '"chrooot" is not in glossary.yaml', fix: 'did you mean "chroot"?' });
  });

  it.each([
    ['02-other.md', 'the number 02 is taken by lesson 02-unshare', 'rename the file, for example 50-other.md'],
    [
      '50-unshare.md',
      'the name "unshare" is taken by lesson 02-unshare',
      'rename the file, for example 51-my-unshare.md',
    ],
  ])('%s clashes with a lesson of the course', (name, message, fix) => {
    write(name, TINY);
    expect(problem()).toEqual({ file: join(dir, name), line: 1, message, fix });
  });

  it('has no main action: the course has come to its end', () => {
    const text = tiny('scope: aside', 'scope: main').replace('of: aside', 'of: stage');
    write('50-a.md', text);
    expect(problem()).toMatchObject({ line: lineWith(text, 'id: go'), fix: expect.stringContaining('scope: aside') });
  });

  it('has each number once itself', () => {
    write('50-a.md', TINY);
    write('50-b.md', TINY);
    expect(problem()).toMatchObject({ file: join(dir, '50-b.md'), message: 'the number 50 is taken by lesson 50-a' });
  });

  it('without a lesson says how one is called', () => {
    write('mine.md', TINY);
    expect(problem()).toMatchObject({ file: dir, fix: expect.stringContaining('rename mine.md') });
  });

  it('with a glossary that is none says which file', () => {
    write('50-a.md', TINY);
    write('glossary.yaml', '- { term: flux }\n');
    expect(load).toThrow(`${join(dir, 'glossary.yaml')}: entry 1 is not of that kind`);
  });
});

describe('a lesson of somebody else', () => {
  it('cannot reach above the directories of its container', () => {
    const text = tiny('path: /proc', 'path: "{rootfs}/../../etc"');
    write('50-a.md', text);
    expect(problem()).toMatchObject({
      line: lineWith(text, 'op: chdir'),
      fix: expect.stringContaining('without ".."'),
    });
  });

  it.each([
    ['in the prose', tiny('Because.', 'Be\u001b[2Jcause.'), 'title: Why'],
    ['in the data', tiny('title: Tiny', 'title: "Ti\\e[2Jny"'), 'title: '],
    ['that turns a line round', tiny('title: Tiny', 'title: "Ti\\u202eny"'), 'title: '],
  ])('cannot command the terminal: %s', (_name, text, at) => {
    write('50-a.md', text);
    expect(problem()).toMatchObject({ line: lineWith(text, at), message: expect.stringMatching(/U\+(001B|202E)/) });
  });

  it.each([
    ['nested without end', `---\ntitle: ${'['.repeat(100_000)}\n---\n`, /too deep|not valid YAML/],
    ['far too long', `${TINY}${'x'.repeat(300_000)}`, /has \d+ bytes/],
    ['not text', Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe, 0x00]).toString('latin1'), /no frontmatter/],
  ])('%s is one sentence', (_name, text, message) => {
    write('50-a.md', text);
    expect(problem()?.message).toMatch(message);
  });

  it('that is a FIFO or a folder is not opened', () => {
    execFileSync('mkfifo', [join(dir, '50-a.md')]);
    mkdirSync(join(dir, '51-b.md'));
    expect(load().problems.map(({ message }) => message)).toEqual([
      'the file cannot be read: it is no regular file',
      'the file cannot be read: it is no regular file',
    ]);
  });

  it.each(['glossary.yaml', 'corrections.yaml', 'inventory.tsv'])('%s that is a FIFO is not opened either', name => {
    write('50-a.md', TINY);
    execFileSync('mkfifo', [join(dir, name)]);
    expect(load).toThrow(`${name} cannot be read: it is no regular file`);
  });
});

it('numbers of one’s own begin at 50', () => {
  expect(freeNumber(['00-a', '06-b'])).toBe('50');
  expect(freeNumber(['50-a', '51-b', '53-c'])).toBe('52');
});
