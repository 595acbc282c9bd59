import { expect, test } from 'vitest';
import { type GlossaryView, glossaryLines, glossaryNote } from '../../../src/ui/draw/glossary.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { GLOSSARY } from '../course.ts';

const view: GlossaryView = { list: 'step', filter: '', index: 1, terms: GLOSSARY, all: 4, lessons: ['0', '2'] };
const text = (more: Partial<GlossaryView>) => glossaryLines({ ...view, ...more }, 40, 20).map(withoutColour);

test('the terms, and what the chosen one means and where it is used', () => {
  const lines = text({});
  expect(lines).toContainEqual(expect.stringMatching(/^▸ kernel/));
  expect(lines.join('\n')).toContain('The program that runs the machine.\nlesson 0, lesson 2');
  expect(glossaryNote(view)).toBe('2 of 4');
});

test('the list of all has a line to type into', () => {
  expect(text({ list: 'all' })[0]).toContain('find: ▏ type a few letters');
  expect(text({ list: 'all', filter: 'na' })[0]).toContain('find: na▏');
});

test('where nothing is found that is said, and there is no note', () => {
  expect(text({ terms: [] })[0]).toBe('no term of the glossary is in this text');
  expect(text({ terms: [], list: 'all' })[2]).toBe('no term has these letters');
  expect(glossaryNote({ ...view, terms: [] })).toBe('');
});
