import { describe, expect, test } from 'vitest';
import { type CardView, judgedPredictions, stepCard } from '../../../src/ui/draw/step-card.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { action } from '../course.ts';

const expects = [{ ok: true, text: 'It holds.', got: '' }];
const view: CardView = {
  step: action('uts', { do: [{ op: 'unshare', args: { flags: ['CLONE_NEWUTS'] } }] }),
  result: null,
  running: false,
  recorded: false,
  paths: {},
  predictions: [],
};
const card = (more: Partial<CardView>) => {
  const { doing, shows } = stepCard({ ...view, ...more }, ['told'], 70);
  return { doing: doing.map(withoutColour), shows: shows.map(withoutColour) };
};

describe('what is done', () => {
  test.each<[Partial<CardView>, string]>([
    [{}, 'Enter carries out'],
    [{ recorded: true }, 'Recorded: this was carried out'],
    [{ running: true }, 'This step is being carried out'],
    [{ result: { ok: true, expects } }, 'This step has done'],
    [{ result: { ok: false, expects } }, 'This was tried, and not all of it succeeded'],
    [{ step: { ...view.step, scope: 'aside' } }, 'Enter carries out (on a throw-away process)'],
  ])('%j', (more, title) => expect(card(more).doing[0]).toBe(title));

  test('the ops are marked until they are over', () => {
    expect(card({}).doing[1]).toBe('▸ unshare(CLONE_NEWUTS)');
    expect(card({ result: { ok: true, expects } }).doing[1]).toBe('· unshare(CLONE_NEWUTS)');
  });
});

test('what was said stands below the claims', () =>
  expect(card({ result: { ok: true, expects } }).shows).toEqual(['What the kernel shows', '✓ It holds.', 'told']));

test('a refusal says why and the way out, once', () => {
  const refused = { message: 'mount: EPERM', errno: 'EPERM', why: 'no rights', todo: 'ask root' };
  const shows = card({ result: { ok: null, expects: [{ ok: null, text: 'It holds.', got: 'EPERM' }], refused } }).shows;
  expect(shows.slice(1, 5)).toEqual([
    '⊘ refused here: mount: EPERM',
    '  why: no rights',
    '  way out: ask root',
    '⊘ It holds.',
  ]);
  expect(shows.join()).not.toContain('cannot be judged');
});

test('predictions are judged once it has run', () => expect(judgedPredictions(view, 70)).toEqual([]));
