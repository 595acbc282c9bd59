import { describe, expect, test } from 'vitest';
import { freshChallenge } from '../../../src/session/state.ts';
import { demoDocument, demoLines } from '../../../src/ui/draw/demo.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { pinnedFacts, showsDemo } from '../../../src/ui/state/demo.ts';
import type { Model } from '../../../src/ui/state/model.ts';
import { keyBarView } from '../../../src/ui/state/select-bars.ts';
import { demoView } from '../../../src/ui/state/select-demo.ts';
import { initialView, type View } from '../../../src/ui/state/view.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { ASKING, CHALLENGING, COURSE } from '../course.ts';
import { emptyModel, hostileModel, lessonModel, SIZES, UNSAFE } from '../models.ts';

const demo = (view: Partial<View> = {}): View => ({ ...initialView, screen: 'lesson', demo: true, ...view });
const text = (model: Model, size = model.size) =>
  withoutColour(demoLines(demoView(model), { columns: size.columns - 1, rows: size.rows - 1 }).join('\n'));
const lessons = [...COURSE, ASKING, CHALLENGING];
const at = (lesson: string, step: string, more: Partial<Model['session']> = {}, view: Partial<View> = {}) =>
  lessonModel({ lesson, step, results: {}, changes: [], ...more }, { lessons, view: demo(view) });

const MODELS: [string, () => Model][] = [
  ['on the way', () => emptyModel({ view: demo({ primitive: 'CLONE_NEWCGROUP' }) })],
  ['a text', () => at('02-unshare', 'eight-links')],
  ['a question', () => at('07-ask', 'own-pid')],
  ['an action', () => at('02-unshare', 'uts')],
  ['after it', () => lessonModel({}, { view: demo() })],
  ['an experiment', () => at('07-ask', 'bomb')],
  ['a challenge', () => at('08-solve', 'own-name', { challenges: { '08-solve/own-name': freshChallenge } })],
  ['a hostile machine', () => ({ ...hostileModel(), view: demo() })],
];

describe.each(SIZES)('at $columns x $rows', ({ columns, rows }) => {
  test.each(MODELS)('%s fills the screen exactly and steers nothing', (_name, make) => {
    const lines = demoLines(demoView(make()), { columns: columns - 1, rows: rows - 1 });
    expect(lines).toHaveLength(rows - 1);
    for (const line of lines) {
      expect(columnsOf(withoutColour(line))).toBeLessThan(columns);
      expect(withoutColour(line)).not.toMatch(UNSAFE);
    }
  });

  test('a question and an action fit without scrolling', () => {
    for (const model of [at('07-ask', 'own-pid'), at('02-unshare', 'uts'), lessonModel({}, { view: demo() })])
      expect(demoDocument(demoView(model), { columns: columns - 1, rows: rows - 1 }).lines.length).toBeLessThan(
        rows - 1,
      );
  });
});

test('a prediction is a show of hands; nothing is answered, and afterwards the kernel answers', () => {
  expect(text(at('07-ask', 'own-pid'))).toContain('Hands up: a, b, c, d?   Enter: then we ask the kernel');
  const judged = { right: ['same'], correct: null, kernelDiffers: false, evidence: '' };
  const after = at('07-ask', 'new-pid', {
    answers: { '07-ask/own-pid': { choice: null, judged } },
    results: { '07-ask/new-pid': { ok: true, expects: [{ ok: true, text: 'It held.', got: '' }] } },
  });
  expect(text(after)).toContain('The answer: b   The same number as before');
  expect(text(after)).toContain('✓ It held.');
});

test('pinned are the facts of the primitive, before and after, not those of the lesson', () => {
  const model = lessonModel({}, { view: demo({ primitive: 'clone_newuts' }) });
  expect(pinnedFacts(model)).toEqual([
    {
      key: 'ns.uts',
      subject: 'stage',
      before: 'uts:[4026531838]',
      now: 'uts:[4026532181]',
      host: 'uts:[4026531838]',
    },
    { key: 'hostname', subject: 'stage', before: undefined, now: 'lab-box', host: 'vm' },
  ]);
  const lines = text(model, { columns: 80, rows: 24 });
  expect(lines).toContain('uts:[4026531838] → uts:[4026532181]');
  expect(lines).not.toContain('memory.max');
});

test('the name that was asked for stands there in large letters', () => {
  const large = (primitive: string) =>
    text(at('02-unshare', 'uts', {}, { primitive }))
      .split('\n')
      .slice(1, 5)
      .join('\n');
  expect(large('unshare')).toMatch(/[█▀▄]/);
  expect(large('unshare')).not.toBe(large('CLONE_NEWUTS'));
});

test('Enter is the only key needed; a look into a pane takes the big screen away', () => {
  const bar = withoutColour(keyBarLine(keyBarView(at('02-unshare', 'uts')), 200));
  expect(bar.trim()).toBe('Enter go on  ← back  q menu');
  expect(showsDemo(at('02-unshare', 'uts', {}, { pane: 'kernel' }))).toBe(false);
  expect(showsDemo(lessonModel())).toBe(false);
});

test('a title that says the name again has no large letters of its own', () => {
  const size = { columns: 200, rows: 60 };
  const titled = (title: string) => {
    const model = at('07-ask', 'bomb');
    return { ...model, lessons: lessons.map(l => ({ ...l, steps: l.steps.map(s => ({ ...s, title })) })) };
  };
  expect(text(titled('Create cgroup'), size)).toContain('Create cgroup');
  expect(text(titled('Make groups'), size)).not.toContain('Make groups');
});
