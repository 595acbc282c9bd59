/** The whole screen on a scripted session, drawn by Ink into an emulated terminal. */
import chalk from 'chalk';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runUi, type UiOptions } from '../../src/ui/index.tsx';
import { FakeTerminal } from '../helpers/fake-terminal.ts';
import { ASKING, CHALLENGING, COURSE, GLOSSARY } from './course.ts';
import { SIZES } from './models.ts';
import { EchoTerminal, type Script, ScriptedSession } from './scripted-session.ts';

let open: { controller: AbortController; ended: Promise<void> } | null = null;

afterEach(async () => {
  open?.controller.abort();
  await open?.ended;
  open = null;
});

function show(columns: number, rows: number, script: Script = {}, options: UiOptions = {}) {
  const terminal = new FakeTerminal(columns, rows);
  const session = new ScriptedSession(script);
  const controller = new AbortController();
  const ended = runUi(session, { terminal, signal: controller.signal, ...options });
  open = { controller, ended };
  return { terminal, session, ended };
}

describe.each([
  ['with colours', 1],
  ['without', 0],
] as const)('%s', (_name, level) => {
  beforeAll(() => {
    chalk.level = level;
  });

  test.each(SIZES)('menu, lesson, action and the way back at $columns x $rows', async ({ columns, rows }) => {
    const { terminal, ended } = show(columns, rows);
    await terminal.shows('Unshare: a view of its own');
    terminal.press('\u001b[B\r');
    await terminal.shows('Paragraph 1 of');
    expect(terminal.lines()[0]).toContain('2 Unshare');
    expect(terminal.lines().at(-1)).toMatch(/Enter next/);
    terminal.press('n');
    await terminal.shows('▸ unshare(CLONE_NEWUTS)');
    terminal.press('n');
    await terminal.shows('✓ The stage is called lab-box.');
    if (columns < 100) terminal.press('2');
    await terminal.shows(/hostname +vm +≠ lab-box/);
    terminal.press('q');
    await terminal.shows('in progress');
    terminal.press('q');
    await ended;
    await terminal.shows(() => terminal.emulator.buffer.active.type === 'normal');
    expect(terminal.raw).toBe(false);
  });
});

test('every size is drawn anew, too small ones say so, and nothing is left over', async () => {
  const { terminal } = show(120, 36, {}, { start: { lesson: '02-unshare', step: 'uts' } });
  await terminal.shows('System calls');
  terminal.resize(80, 24);
  await terminal.shows('[1 lesson]');
  terminal.resize(39, 9);
  await terminal.shows(/39x9 characters/);
  terminal.resize(200, 60);
  await terminal.shows(
    () => terminal.lines().at(-1)?.includes('q menu') === true && terminal.text().includes('System calls'),
  );
  expect(terminal.text()).not.toContain('[1 lesson]');
  terminal.resize(120, 36);
  await terminal.shows(() => terminal.lines().at(-1)?.includes('q menu') === true);
  expect(terminal.lines().filter(line => line.includes('System calls'))).toHaveLength(1);
});

test('help, the jump list and a message lie over the screen and go away', async () => {
  const { terminal } = show(80, 24, {}, { start: { lesson: '02-unshare', step: 'pid' } });
  await terminal.shows('One process, two numbers.');
  terminal.press('h');
  await terminal.shows('carry out this step');
  terminal.press('\u001b');
  await terminal.shows(() => !terminal.text().includes('carry out this step'));
  terminal.press('g');
  await terminal.shows('(you are here)');
  terminal.press('q');
  terminal.press('y');
  await terminal.shows('sudo nsenter --target');
  terminal.press('y');
  await terminal.shows('One process, two numbers.');
  expect(terminal.text()).not.toContain('nsenter --target');
});

test.each([
  [80, 24],
  [120, 36],
  [200, 60],
])('a prediction, its verdict, and a word looked up at %i x %i', async (columns, rows) => {
  const { terminal } = show(
    columns,
    rows,
    { lessons: [...COURSE, ASKING] },
    { start: { lesson: '07-ask' }, glossary: GLOSSARY },
  );
  await terminal.shows(/b {2}The same number/);
  terminal.press('\r');
  await terminal.shows('answer first (or s to skip)');
  terminal.press('w');
  await terminal.shows('Numbers processes anew.');
  terminal.press('\r');
  terminal.press('a');
  await terminal.shows('(your answer)');
  terminal.press('\r');
  await terminal.shows('Enter carries out');
  terminal.press('\r');
  await terminal.shows('✗ not so: the answer is b');
  await terminal.shows('Your prediction');
  terminal.press('w');
  await terminal.shows('find:');
  terminal.press('dnat');
  await terminal.shows('Rewrites addresses.');
  terminal.press('\r');
  await terminal.shows(() => !terminal.text().includes('Rewrites addresses.'));
});

test.each(SIZES)(
  'a challenge: the host beside the list, a hint, success at $columns x $rows',
  async ({ columns, rows }) => {
    const host = new EchoTerminal();
    const { terminal, session } = show(
      columns,
      rows,
      { lessons: [...COURSE, CHALLENGING], openTerminal: async () => host },
      { start: { lesson: '08-solve' } },
    );
    await terminal.shows('watching … nothing new of yours yet');
    expect(terminal.text()).toContain('☆☆☆ 3 stars to win');
    terminal.press('t');
    await terminal.shows(/HOST +this machine: you are \S+/);
    terminal.press('unshare -u');
    await terminal.shows('unshare -u');
    session.sight(1);
    await terminal.shows('✓ It has a UTS namespace of its own.');
    expect(terminal.text()).toContain('✗ Its host name is my-box.');
    expect(terminal.text()).toContain('PID 4321 (sleep)');
    terminal.press('\u001d');
    await terminal.shows('i hint');
    terminal.press('i');
    await terminal.shows('Nothing new is seen.');
    session.solve(1);
    await terminal.shows('✓ SOLVED by PID 4321 (sleep)');
    await terminal.shows('i solution');
    expect(terminal.text()).not.toContain('One way to do it');
    terminal.press('i');
    await terminal.shows('One way to do it');
    expect(terminal.text()).toContain('★★☆ 2 of 3 stars');
    terminal.press('T');
    await terminal.shows(() => !terminal.text().includes('SOLVED'));
    await terminal.shows('unshare -u');
    terminal.press('\u001d');
    await terminal.shows('SOLVED');
    terminal.press('4');
    await terminal.shows('unshare -u');
    terminal.press('1\r');
    await terminal.shows('A group is a directory.');
  },
);

test.each(SIZES)('in front of a class Enter is enough at $columns x $rows', async ({ columns, rows }) => {
  const { terminal, session } = show(
    columns,
    rows,
    { lessons: [...COURSE, ASKING] },
    { start: { lesson: '07-ask', step: 'own-pid' }, demo: true, primitive: 'CLONE_NEWPID' },
  );
  await terminal.shows('Hands up: a, b, c, d?');
  terminal.press('a');
  terminal.press('\r');
  await terminal.shows('Enter: the kernel is asked');
  terminal.press('\r');
  await terminal.shows(/The answer: b +The same number as before/);
  terminal.press('\u001b[D');
  await terminal.shows('✓ b   The same number');
  terminal.press('2');
  await terminal.shows('Kernel');
  terminal.press('1');
  await terminal.shows('✓ b   The same number');
  expect(session.calls.filter(c => c.startsWith('answer'))).toEqual([]);
});

test('a shell in the screen, and on the whole of it', async () => {
  const shell = new EchoTerminal();
  const { terminal } = show(
    120,
    36,
    { openTerminal: async () => shell },
    { start: { lesson: '02-unshare', step: 'pid' } },
  );
  await terminal.shows('stage');
  terminal.press('t');
  await terminal.shows('shell, PID 4242');
  shell.print('lab-box / # ');
  terminal.press('uname');
  await terminal.shows('lab-box / # uname');
  terminal.press('\u001d');
  await terminal.shows('t to type');
  terminal.press('T');
  await terminal.shows(() => terminal.lines()[1]?.startsWith('lab-box / # uname') === true);
  expect(terminal.lines()[0]).toMatch(/^Ctrl-\] comes back to the workshop; exit ends this shell/);
  // the learner's own screen stays as it was, so that a kill leaves it clean
  expect(terminal.emulator.buffer.active.type).toBe('alternate');
  expect(terminal.emulator.buffer.normal.getLine(0)?.translateToString(true)).toBe('');
  expect(shell.sizes.at(-1)).toBe('120x36');
  terminal.press(' -a');
  await terminal.shows('uname -a');
  terminal.press('\u001d');
  await terminal.shows('t to type');
  await terminal.shows(() => terminal.lines().at(-1)?.includes('q menu') === true);
  expect(terminal.emulator.buffer.active.type).toBe('alternate');
});

test('nothing is written while nothing changes', async () => {
  const { terminal, session } = show(120, 36, {}, { start: { lesson: '02-unshare', step: 'pid' } });
  await terminal.shows('One process, two numbers.');
  const quiet = () => session.refreshes;
  const before = quiet();
  await terminal.shows(() => quiet() > before + 1);
  const written = terminal.written.length;
  const now = quiet();
  await terminal.shows(() => quiet() > now + 3);
  expect(terminal.written.length).toBe(written);
});

test("the learner's scrollback is never erased", async () => {
  const { terminal, ended } = show(120, 36, {}, { start: { lesson: '02-unshare' } });
  await terminal.shows('Paragraph 1 of');
  terminal.resize(80, 24);
  await terminal.shows('[1 lesson]');
  terminal.press('\u0003');
  await ended;
  expect(terminal.written).not.toContain('\u001b[3J');
});
