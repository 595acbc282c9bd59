/** The shipped course: it lints, it covers the notes' six steps, and its texts fit beside the live kernel. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadLists } from '../../src/lesson/lists.ts';
import { loadLessons } from '../../src/lesson/load.ts';

const dir = fileURLToPath(new URL('../../lessons', import.meta.url));
const { lessons, problems } = loadLessons(dir);
const steps = lessons.flatMap(lesson => lesson.steps.map(step => ({ lesson, step, name: `${lesson.id}/${step.id}` })));
const actions = steps.flatMap(({ step, name }) => (step.type === 'action' ? [{ step, name }] : []));

describe('the course', () => {
  it('has no problem', () => expect(problems).toEqual([]));

  it('is the warm-up and the six steps of the notes, in their order', () => {
    expect(lessons.map(l => [l.id, l.kind, l.notesStep])).toEqual([
      ['00-orientation', 'warmup', null],
      ['01-mount-rootfs', 'core', 1],
      ['02-unshare', 'core', 2],
      ['03-chroot', 'core', 3],
      ['04-create-cgroup', 'core', 4],
      ['05-set-limits', 'core', 5],
      ['06-start-app', 'core', 6],
    ]);
  });

  it('ends every core lesson with misconceptions, Docker and reading', () => {
    for (const lesson of lessons.filter(l => l.kind === 'core'))
      expect(
        lesson.steps.slice(-3).map(s => s.id),
        lesson.id,
      ).toEqual(['misconceptions', 'docker', 'reading']);
  });

  it('weaves in every correction that concerns these lessons', () => {
    const { corrections } = loadLists(dir);
    const here = new Set(lessons.map(l => l.id.slice(0, 2)));
    const due = [...corrections.values()].filter(c => c.lessons.some(lesson => here.has(lesson))).map(c => c.id);
    const named = lessons.flatMap(l => l.corrections);
    expect(due.filter(id => !named.includes(id))).toEqual([]);
  });

  it.each(steps)('$name fits into a pane', ({ step }) => {
    const lines = step.text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(26);
    expect(lines.filter(line => line.length > 60)).toEqual([]);
  });

  it.each(actions)('$name is small enough to see cause and effect', ({ step }) => {
    expect(step.do.length).toBeLessThanOrEqual(step.ask === undefined ? 5 : 8);
  });
});

describe('the word lists', () => {
  const { corrections, glossary, inventory } = loadLists(dir);
  it('are complete', () => {
    expect(glossary.size).toBe(151);
    expect(inventory.size).toBe(196);
    expect(corrections.size).toBeGreaterThan(70);
  });

  it('define every word once', () => {
    const names = [...glossary.values()].flatMap(({ term, aliases }) => [term, ...aliases]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const entry of glossary.values()) expect(entry.text, entry.term).toMatch(/[.)]$/);
  });
});
