/** The glossary beside the lessons: a word leads to where it is taught, and a marked word has the meaning that it has there. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadLists } from '../../src/lesson/lists.ts';
import { loadLessons } from '../../src/lesson/load.ts';
import { termsOf } from '../../src/ui/text/terms.ts';

const dir = fileURLToPath(new URL('../../lessons', import.meta.url));
const { lessons } = loadLessons(dir);
const terms = [...loadLists(dir).glossary.values()];
const numberOf = ({ id }: { id: string }): string => id.slice(0, 2);
const written = new Set(lessons.map(numberOf));

it.each(terms)('$term: the lessons that are written come first', ({ lessons: numbers }) => {
  expect(numbers).toEqual([...numbers].sort());
});

const listed = lessons.flatMap(lesson => lesson.terms.map(term => ({ lesson: lesson.id, term })));
it.each(listed)('$term, of lesson $lesson, leads to a lesson that is there', ({ term }) => {
  expect(terms.find(entry => entry.term === term)?.lessons.filter(number => written.has(number))).not.toEqual([]);
});

it.each([
  ['capability', '06'],
  ['seccomp', '06'],
  ['no_new_privs', '06'],
  ['cgroup namespace', '04'],
  ['PID1', '02'],
  ['init process', '02'],
  ['setns', '02'],
  ['signal', '05'],
  ['IPC namespace', '02'],
  ['network namespace', '02'],
  ['user namespace', '01'],
  ['rootless', '01'],
  ['OverlayFS', '01'],
  ['lowerdir / upperdir / workdir / merged', '01'],
  ['descriptor', '03'],
  ['fork', '02'],
  ['execve', '06'],
  ['errno', '00'],
])('%s is taught in lesson %s', (term, number) => {
  expect(terms.find(entry => entry.term === term)?.lessons[0]).toBe(number);
});

/**
 * A word of a later lesson is marked wherever it stands. These are meant as that lesson means them; another one may be a homonym
 * (a tag of mountinfo is no tag of an image): then take another word in the prose.
 */
it('no lesson uses a word of a later one in another meaning', () => {
  const later = terms.filter(({ lessons: numbers }) => !numbers.some(number => written.has(number)));
  const used = lessons.flatMap(lesson =>
    termsOf([lesson.intro, ...lesson.steps.map(({ text }) => text)].join('\n\n'), later).map(({ term }) => term),
  );
  expect([...new Set(used)].sort()).toEqual([
    'Docker',
    'OCI',
    'containerd',
    'dockerd',
    'exec (docker exec)',
    'image',
    'layer',
    'port',
    'runtime (high/low level)',
    'shim',
    'virtual machine',
  ]);
});
