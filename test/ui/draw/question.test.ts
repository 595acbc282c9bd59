import { describe, expect, test } from 'vitest';
import type { AnswerState } from '../../../src/session/state.ts';
import { drawBox } from '../../../src/ui/draw/box.ts';
import { keyBarLine } from '../../../src/ui/draw/key-bar.ts';
import type { Model } from '../../../src/ui/state/model.ts';
import { waitsForAnswer } from '../../../src/ui/state/question.ts';
import { keyBarView } from '../../../src/ui/state/select-bars.ts';
import { boxView } from '../../../src/ui/state/select-box.ts';
import { initialView, type View } from '../../../src/ui/state/view.ts';
import { columnsOf, withoutColour } from '../../../src/ui/text/text.ts';
import { ASKING, COURSE, GLOSSARY } from '../course.ts';
import { lessonPaneText } from '../lesson-pane.ts';
import { appState, lessonModel } from '../models.ts';

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
];
const right: AnswerState['judged'] = { right: ['same'], correct: true, kernelDiffers: false, evidence: '' };

function asking(step: string, answer: AnswerState | null = null, view: Partial<View> = {}, more: Partial<Model> = {}) {
  const answers = answer === null ? {} : { '07-ask/own-pid': answer, '07-ask/who-counts': answer };
  return lessonModel(
    { lesson: '07-ask', step, answers, results: {} },
    { lessons: [...COURSE, ASKING], view: { ...initialView, screen: 'lesson', ...view }, glossary: GLOSSARY, ...more },
  );
}

/** The lesson pane as it is on a screen of that size. */
function shown(model: Model): string[] {
  const { title, lines } = lessonPaneText(model);
  return [title, ...lines];
}

const text = (model: Model) => shown(model).join('\n');

describe.each(SIZES)('at $columns x $rows', size => {
  const at = (step: string, answer: AnswerState | null = null, view: Partial<View> = {}) =>
    text(asking(step, answer, view, { size }));

  test('a prediction shows what is asked, its letters, and when it will be judged', () => {
    const open = at('own-pid');
    expect(open).toContain('Predict: Its own PID');
    for (const choice of ['a  1, it is', 'b  The same', 'c  0', 'd  The call fails']) expect(open).toContain(choice);
    expect(open.replaceAll(/\s+/g, ' ')).toContain('it is judged after “New PID numbering”');
    expect(open).not.toMatch(/[✓✗]|A PID never changes/);
    expect(at('own-pid', null, { choice: 2 })).toContain('▸ c  0');
  });

  test('an answer is locked in and tells no verdict before its action has run', () => {
    const locked = at('own-pid', { choice: 'zero', judged: null }, { notice: 'locked in' });
    expect(locked).toContain('▸ c  0 (your answer)');
    expect(locked.replaceAll(/\s+/g, ' ')).toContain('c stays: it is locked in and judged after “New PID numbering”');
    expect(locked).not.toMatch(/[✓✗]/);
  });

  test('an answer that the kernel did not judge is told as the author’s', () => {
    const judged = { right: ['x'], correct: null, kernelDiffers: false, evidence: '', unjudged: 'tar failed' };
    expect(at('who-counts', { choice: 'y', judged }).replaceAll(/\s+/g, ' ')).toContain(
      'this is what the author says; the kernel could not be asked: tar failed',
    );
  });

  test('a judged quiz marks the right choice and the wrong answer, and says every why', () => {
    const judged = { right: ['x'], correct: false, kernelDiffers: false, evidence: '' };
    const verdict = at('who-counts', { choice: 'y', judged });
    expect(verdict).toContain('Quiz: Who counts');
    expect(verdict).toContain('✓ a  fork');
    expect(verdict).toContain('✗ b  exec (your answer)');
    expect(verdict).toContain('✗ not so: the answer is a');
    expect(verdict).toContain('The first child becomes PID 1.');
    expect(verdict).toContain('The process stays the same.');
  });
});

describe('the card of an action', () => {
  const done = (answer: AnswerState | null) => {
    const model = asking('new-pid', answer, { scroll: { ...initialView.scroll, lesson: 999 } });
    const results = { '07-ask/new-pid': { ok: true, expects: [] } };
    return text({ ...model, size: { columns: 200, rows: 60 }, session: { ...model.session, results } });
  };

  test('has the prediction before it runs, and no verdict', () => {
    const card = text(asking('new-pid', { choice: 'one', judged: null }));
    expect(card.replaceAll(/\s+/g, ' ')).toContain('▸ your prediction: a 1, it is the first in a new namespace');
    expect(card).not.toMatch(/right|not so/);
  });

  test('has the verdict after it ran', () => {
    const card = done({ choice: 'same', judged: right });
    expect(card).toContain('Your prediction\nAfter unshare(CLONE_NEWPID), what is the PID of the caller?\n✓ right');
    expect(card).toContain('✓ b  The same number as before (your answer)');
    for (const { why } of ASKING.steps[0]?.type === 'question' ? ASKING.steps[0].choices : [])
      expect(card).toContain(why);
    expect(card).not.toContain('differs');
  });

  test('says where the kernel differs from the author, with what it showed', () => {
    const evidence = 'stage status.NSpid is "1"\u001b[2J';
    const card = done({ choice: 'same', judged: { right: ['one'], correct: false, kernelDiffers: true, evidence } });
    expect(card).toContain('✗ not so: the answer is a');
    expect(card).toContain('! your kernel differs: the author expected b');
    expect(card).toContain('the kernel shows: stage status.NSpid is "1"');
  });

  test('tells the answer of a question that was skipped, blaming nobody', () => {
    const card = done({ choice: null, judged: { ...right, correct: null } });
    expect(card).toContain('The question you skipped');
    expect(card).toContain('· the answer is b');
    expect(card).not.toContain('✗');
    expect(done(null)).not.toContain('prediction');
  });
});

test('an experiment is called so, and asks before its text answers and before it says what it will do', () => {
  const card = text(asking('bomb'));
  expect(card).toContain('4/4 · A fork bomb');
  const order = [
    'Break it\n',
    'How many processes will there be?',
    'The kernel refuses.',
    'throw-away',
    '▸ create-cgroup(bomb)',
  ];
  const places = order.map(part => card.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('a question of a recording waits for nobody', () => {
  const playback = { at: '', duration: 9, steps: [], position: 0, playing: false };
  expect(waitsForAnswer(asking('own-pid'))).toBe(true);
  expect(waitsForAnswer(asking('own-pid', null, {}, { playback }))).toBe(false);
});

describe('the key bar', () => {
  const bar = (model: Model) => withoutColour(keyBarLine(keyBarView(model), 200));

  test('at a question has its letters and the way past it; afterwards the way on', () => {
    expect(bar(asking('own-pid'))).toContain('a b c d or  ↑ ↓ Enter answer  s skip  ← back  g jump');
    expect(bar(asking('who-counts'))).toMatch(/^ a b or/);
    expect(bar(asking('own-pid', { choice: 'one', judged: null }))).toMatch(/^ Enter next {2}← back/);
  });

  test('has the panic key only while there is something to kill', () => {
    expect(bar(lessonModel())).not.toContain('K kill');
    expect(bar(lessonModel({ programs: { 1: appState() } }))).toContain('K kill it');
    const aside = { pid: 7, facts: { 'cgroup.procs': ['7'] }, files: {} };
    expect(bar(lessonModel({ subjects: { aside } }))).toContain('K kill it');
  });

  test('has the words only where there is a glossary', () => {
    expect(bar(asking('own-pid'))).toContain('w words');
    expect(bar(lessonModel())).not.toContain('w words');
  });
});

describe('the glossary', () => {
  const box = (list: 'step' | 'all', filter = '', index = 0, size = { columns: 80, rows: 24 }) => {
    const { width, lines } = drawBox(
      boxView(asking('own-pid'), { kind: 'glossary', list, index, filter }),
      size.columns,
      size.rows,
    );
    const plain = lines.map(withoutColour);
    for (const line of plain) expect(columnsOf(line)).toBe(width);
    expect(plain.length).toBeLessThanOrEqual(size.rows);
    return plain.join('\n');
  };

  test('of a step has its terms and what the chosen one means', () => {
    const words = box('step');
    expect(words).toContain('▸ PID namespace');
    expect(words).toContain('Numbers processes anew.');
    expect(words).toContain('lesson 2');
    expect(words).not.toContain('NAT');
  });

  test('as a whole is withFilter by what is typed', () => {
    expect(box('all')).toContain('NAT / DNAT');
    const found = box('all', 'ke');
    expect(found).toContain('find: ke');
    expect(found).toContain('▸ kernel');
    expect(found).not.toContain('NAT');
    expect(box('all', 'xyz')).toContain('no term has these letters');
    expect(box('all', '', 3)).toContain('4 of 4');
  });

  test.each([
    { columns: 40, rows: 10 },
    { columns: 200, rows: 60 },
  ])('fits into $columns x $rows', size => expect(box('all', '', 3, size)).toContain('NAT / DNAT'));
});
