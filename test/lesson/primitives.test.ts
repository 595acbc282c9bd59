import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadLessons } from '../../src/lesson/load.ts';
import { primitivesOf } from '../../src/lesson/primitives.ts';
import { FACT_KEYS } from '../../src/words/facts.ts';

const { lessons } = loadLessons(fileURLToPath(new URL('../../lessons', import.meta.url)));
const primitives = primitivesOf(lessons);

test.each([
  ['unshare', /^02-unshare\//],
  ['CLONE_NEWPID', /^02-unshare\/(guess-)?pid$/],
  ['CLONE_NEWUTS', /^02-unshare\/uts$/],
  ['chroot', /^03-chroot\/chroot$/],
  ['pivot_root', /^03-chroot\//],
  ['chroot-escape', /^03-chroot\/(guess-)?.*escape/],
  ['mount', /^01-/],
  ['overlay', /^01-mount-rootfs\/(overlay|guess-host-view)$/],
  ['cgroup', /^04-/],
  ['memory.max', /^05-/],
  ['pids.max', /^05-/],
  ['fork-bomb', /^05-/],
  ['exec', /^06-start-app\//],
])('%s is shown where it belongs', (name, place) => {
  const found = primitives.find(p => p.name === name);
  expect(`${found?.lesson}/${found?.step}`).toMatch(place);
});

test('every name is there once, and leads to a step that is there', () => {
  const names = primitives.map(p => p.name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  for (const { lesson, step } of primitives)
    expect(lessons.find(l => l.id === lesson)?.steps.map(s => s.id)).toContain(step);
});

test('every primitive says which facts to look at, and of which step', () => {
  for (const { name, lesson, action, facts } of primitives) {
    expect(lessons.find(l => l.id === lesson)?.steps.find(s => s.id === action)?.type, name).toBe('action');
    expect(facts.length, name).toBeGreaterThan(0);
    for (const fact of facts) expect(FACT_KEYS.has(fact), fact).toBe(true);
  }
});

test('a prediction about the action comes first', () => {
  const asked = lessons.flatMap(l =>
    l.steps.flatMap(s => (s.type === 'question' && s.before ? [[l.id, s.id, s.before]] : [])),
  );
  const [lesson, question, action] = asked[0] as [string, string, string];
  expect(primitives.find(p => p.name === action && p.lesson === lesson)?.step ?? question).toBe(question);
});
