import { expect, test } from 'vitest';
import { askLines, type LessonTextView, textLines } from '../../../src/ui/draw/lesson-text.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const view: LessonTextView = {
  ask: null,
  text: 'Prose.',
  byHand: [],
  reading: [],
  markdown: text => [text],
  glossary: [],
};
const text = (more: Partial<LessonTextView>) => textLines({ ...view, ...more }, 60).map(withoutColour);

test('prose, the same by hand, what to read', () => {
  expect(text({})).toEqual(['Prose.']);
  expect(
    text({ byHand: ['hostname lab'], reading: [{ man: 'uts(7)' }, { title: 'A page', url: 'https://a.b' }] }),
  ).toEqual([
    'Prose.',
    '',
    'By hand, in another terminal (y: to copy)',
    '$ hostname lab',
    '',
    'To read',
    'man uts(7)',
    'A page',
    '  https://a.b',
  ]);
});

test('what an experiment asks stands above, where it asks', () => {
  expect(askLines(view, 60)).toEqual([]);
  expect(askLines({ ...view, ask: 'How many?' }, 60).map(withoutColour)).toEqual(['Break it', 'How many?', '']);
});
