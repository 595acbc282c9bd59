import { expect, test } from 'vitest';
import { boxContent } from '../../../src/ui/draw/box.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import { BINDINGS, bindingOf, bindingsOf, type Context } from '../../../src/ui/keys/keys.ts';
import { boxExtent, paneExtent } from '../../../src/ui/state/extent.ts';
import { keyBarView } from '../../../src/ui/state/select-bars.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';
import { appState, emptyModel, lessonModel } from '../models.ts';

const CONTEXTS: Context[] = [
  'menu',
  'lesson',
  'question',
  'challenge',
  'asked',
  'demo',
  'recorded',
  'jump',
  'box',
  'glossary',
  'allTerms',
  'typing',
];

test('no key means two things in one place', () => {
  for (const context of CONTEXTS) {
    const keys = bindingsOf(context).flatMap(b => b.keys);
    expect(keys, context).toEqual([...new Set(keys)]);
  }
});

test('every key of a label does what the label stands beside', () => {
  const names: Record<string, string> = {
    Enter: 'enter',
    '→': 'right',
    '←': 'left',
    '↑': 'up',
    '↓': 'down',
    Space: ' ',
    '0-9': '9',
    Tab: 'tab',
    'Shift-Tab': 'shift-tab',
    Esc: 'escape',
    PgUp: 'pageup',
    PgDn: 'pagedown',
    Home: 'home',
    End: 'end',
    Backspace: 'backspace',
    'Ctrl-C': 'ctrl-c',
    'Ctrl-]': 'ctrl-]',
  };
  for (const binding of BINDINGS)
    for (const context of binding.where)
      for (const word of binding.label.split(' '))
        expect(bindingOf(context, names[word] ?? word), `${word} in ${context}`).not.toBeNull();
});

test('the help overlay explains every key of the lesson, the menu and the terminal', () => {
  const help = withoutColour(boxContent({ kind: 'help', scroll: 0 }, 70).join('\n'));
  for (const binding of BINDINGS.filter(
    b => b.help !== null && ['lesson', 'menu', 'typing'].some(c => b.where.includes(c as Context)),
  )) {
    expect(help).toContain(binding.label);
    expect(help.replaceAll(/\s+/g, ' ')).toContain(binding.help);
  }
  const silent = BINDINGS.filter(b => b.help === null).flatMap(b => b.label.split(' '));
  for (const key of silent.filter(k => k.length > 1 || !/\d/.test(k))) expect(help).toContain(key);
});

test('the key bar shows the keys of the place that do something now, and no others', () => {
  const bar = (model = lessonModel()) => withoutColour(keyBarLine(keyBarView(model), 200));
  expect(bar()).toContain('t shell');
  expect(bar()).not.toContain('a app');
  expect(bar(lessonModel({ programs: { 1: appState() } }))).toContain('a app');
  expect(bar(lessonModel({ subjects: {} }))).not.toContain('t shell');
  for (const binding of bindingsOf('menu'))
    if (binding.bar !== null && binding.needs === undefined)
      expect(bar(emptyModel())).toContain(`${binding.label.split(' ')[0]} ${binding.bar}`);
});

test('a narrow key bar leaves whole keys out, and not those of help and of leaving', () => {
  const bar = withoutColour(keyBarLine(keyBarView(lessonModel()), 40));
  expect(bar.length).toBeLessThanOrEqual(40);
  expect(bar).toMatch(/^ Enter (next|do it) {2}.*\? help {2}q menu$/);
  expect(bar).not.toContain('Tab');
});

test('Enter is said to do a step that has not run, and to go on from one that has', () => {
  const bar = (model: ReturnType<typeof lessonModel>) => withoutColour(keyBarLine(keyBarView(model), 100));
  expect(bar(lessonModel({ results: {} }))).toContain('Enter do it');
  expect(bar(lessonModel())).toContain('Enter next');
});

test('that the text goes on is on the key bar as long as it does, in a box too', () => {
  const model = { ...lessonModel({ step: 'eight-links' }), size: { columns: 80, rows: 24 } };
  const at = (lesson: number) => ({ ...model, view: { ...model.view, scroll: { ...model.view.scroll, lesson } } });
  const bar = (shown: typeof model) => withoutColour(keyBarLine(keyBarView(shown), 80));
  const { last } = paneExtent(model, 'lesson');
  expect(last).toBeGreaterThan(0);
  expect(bar(at(0))).toMatch(/^ Enter \S+ {2}Space more/);
  expect(bar(at(last - 1))).toContain('Space more');
  expect(bar(at(last))).not.toContain('Space');
  const help = (scroll: number) => ({ ...model, view: { ...model.view, overlay: { kind: 'help' as const, scroll } } });
  expect(bar(help(0))).toContain('Space more');
  expect(bar(help(boxExtent(model).last + 500))).not.toContain('Space');
});

test('in a recording, where Space plays, PgDn is said to go on', () => {
  const playback = { at: '2026-01-01', duration: 9, steps: [], position: 0, playing: false };
  const model = { ...lessonModel({ step: 'eight-links' }), size: { columns: 80, rows: 24 }, playback };
  expect(withoutColour(keyBarLine(keyBarView(model), 80))).toMatch(/Space play\/pause .*Enter next {2}PgDn more/);
});

test('q leaves a lesson, and on the menu it quits', () => {
  expect(bindingOf('lesson', 'q')?.action).toBe('menu');
  expect(bindingOf('menu', 'q')?.action).toBe('quit');
  expect(bindingOf('typing', 'q')).toBeNull();
});
