import { afterEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '../../src/protocol/lab-error.ts';
import { Controller } from '../../src/ui/controller.ts';
import { outcomePosition } from '../../src/ui/state/extent.ts';
import { jumpPlaces } from '../../src/ui/state/jump-places.ts';
import { renderMarkdown } from '../../src/ui/text/markdown.ts';
import { soon } from '../helpers/soon.ts';
import { ASKING, CHALLENGING, COURSE, GLOSSARY } from './course.ts';
import { EchoTerminal, type Script, ScriptedSession } from './scripted-session.ts';

let running: Controller | null = null;

afterEach(() => {
  running?.stop();
  running = null;
});

function setUp(script: Script = {}, size = { columns: 120, rows: 36 }) {
  const session = new ScriptedSession(script);
  const quit = vi.fn();
  const controller = new Controller(session, { size, quit });
  controller.setMarkdown(renderMarkdown);
  running = controller;
  const view = () => controller.getModel().view;
  return { session, controller, quit, view };
}

async function inLesson(script: Script = {}, step = 'uts') {
  const all = setUp(script);
  all.controller.start('02-unshare', step);
  await soon(() => expect(all.session.getState().step).toBe(step));
  await settled(all.controller);
  return all;
}

const settled = (controller: Controller) => soon(() => expect(controller.getModel().working).toBe(false));

function gate() {
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { pace: () => opened, open };
}

/** The screen as the whole-screen terminal sees it: all that is written on it, and whether it is lent just now. */
function lendingScreen(controller: Controller) {
  const screen = { out: [] as string[], suspended: 0 };
  controller.setScreen({
    write: data => screen.out.push(data.toString()),
    suspend: async use => {
      screen.suspended++;
      await use();
      screen.suspended--;
    },
  });
  return screen;
}

describe('the menu', () => {
  test('arrows choose, Enter opens, q in the lesson comes back to it', async () => {
    const { controller, session, view } = setUp();
    controller.feed('\u001b[B');
    expect(view().menuIndex).toBe(1);
    controller.feed('\r');
    await soon(() => expect(view().screen).toBe('lesson'));
    expect(session.calls).toEqual(['jump 02-unshare']);
    controller.feed('q');
    expect(view()).toMatchObject({ screen: 'menu', menuIndex: 1 });
  });

  test('a lesson that is under way goes on where it was', async () => {
    const { controller, session, view } = await inLesson();
    controller.feed('q\r');
    expect(view().screen).toBe('lesson');
    expect(session.calls).toEqual(['jump 02-unshare/uts']);
  });

  test('q quits at once, Ctrl-C from anywhere', async () => {
    const first = setUp();
    first.controller.feed('q');
    expect(first.quit).toHaveBeenCalledOnce();
    const second = await inLesson();
    second.controller.feed('h\u0003');
    expect(second.quit).toHaveBeenCalledOnce();
  });
});

describe('steps', () => {
  test('Enter carries the action out, the next Enter goes on', async () => {
    const { controller, session } = await inLesson();
    controller.feed('\r');
    await soon(() => expect(session.getState().results['02-unshare/uts']?.ok).toBe(true));
    await settled(controller);
    controller.feed('n');
    await soon(() => expect(session.getState().step).toBe('pid'));
  });

  test('a second Enter while the step runs does nothing', async () => {
    const { pace, open } = gate();
    const { controller, session } = await inLesson({ pace });
    controller.feed('\r\r\r');
    open();
    await settled(controller);
    expect(session.calls.filter(c => c === 'next')).toHaveLength(1);
    expect(session.getState().step).toBe('uts');
  });

  test('a step back waits for its turn; of several the last wins', async () => {
    const { pace, open } = gate();
    const { controller, session } = await inLesson({ pace });
    controller.feed('\rbbb');
    expect(session.calls.at(-1)).toBe('next');
    open();
    await soon(() => expect(session.getState().step).toBe('eight-links'));
    expect(session.calls.filter(c => c === 'back')).toHaveLength(1);
  });

  test('g opens the list at the present step and jumps to the chosen one', async () => {
    const { controller, session, view } = await inLesson();
    controller.feed('g');
    expect(view().overlay).toEqual({ kind: 'jump', index: 2 });
    controller.feed('\u001b[B\r');
    await soon(() => expect(session.getState().step).toBe('pid'));
    expect(view().overlay).toBeNull();
  });

  test('a digit in that list chooses the first step of that lesson, if there is one', async () => {
    const { controller, session, view } = await inLesson();
    controller.feed('g59');
    expect(view().overlay).toEqual({
      kind: 'jump',
      index: jumpPlaces(controller.getModel()).findIndex(p => p.lesson.startsWith('05')),
    });
    controller.feed('\r');
    await soon(() => expect(session.getState().lesson).toBe('05-limits'));
  });

  test('at the very end that is said', async () => {
    const { controller, session, view } = setUp();
    controller.start('05-limits');
    await soon(() => expect(session.getState().lesson).toBe('05-limits'));
    await settled(controller);
    controller.feed('\r');
    await settled(controller);
    controller.feed('\r');
    await soon(() => expect(view().overlay).toMatchObject({ kind: 'message', title: 'The end of the course' }));
  });
});

describe('questions', () => {
  const asked = async (script: Script = {}, step = 'own-pid') => {
    const all = setUp({ lessons: [...COURSE, ASKING], ...script });
    all.controller.start('07-ask', step);
    await soon(() => expect(all.session.getState().step).toBe(step));
    await settled(all.controller);
    return { ...all, answers: () => all.session.calls.filter(c => c.startsWith('answer')) };
  };

  test('a letter answers; a second one changes nothing and that is said, twice in one chunk too', async () => {
    const { controller, session, view, answers } = await asked();
    controller.feed('ba');
    await settled(controller);
    controller.feed('c');
    expect(view().notice).toBe('locked in');
    expect(view().overlay).toBeNull();
    expect(answers()).toEqual(['answer same']);
    expect(session.getState().answers['07-ask/own-pid']).toEqual({ choice: 'same', judged: null });
  });

  test('a and b choose here: no terminal, no step back', async () => {
    const { controller, session } = await asked();
    controller.feed('a');
    await settled(controller);
    controller.feed('b');
    expect(session.calls.at(-1)).toBe('answer one');
    controller.feed('\u001b[D');
    await settled(controller);
    expect(session.calls.at(-1)).toBe('back');
  });

  test('a letter without a choice does nothing', async () => {
    const { controller, answers } = await asked({}, 'who-counts');
    controller.feed('f');
    await settled(controller);
    expect(answers()).toEqual([]);
  });

  test('arrows go through the choices, Enter answers with the chosen one, the next Enter goes on', async () => {
    const { controller, session, view, answers } = await asked();
    controller.feed('\u001b[A');
    expect(view().choice).toBe(3);
    controller.feed('\u001b[A\u001b[B\u001b[B\r');
    await settled(controller);
    expect(answers()).toEqual(['answer fails']);
    controller.feed('\r');
    await soon(() => expect(session.getState().step).toBe('new-pid'));
    expect(view()).toMatchObject({ choice: null, notice: null });
  });

  test('Enter without an answer does not go on, s does', async () => {
    const { controller, session, view } = await asked();
    controller.feed('\rn');
    await settled(controller);
    expect(view().notice).toBe('answer first');
    expect(session.getState().step).toBe('own-pid');
    controller.feed('s');
    await soon(() => expect(session.getState().step).toBe('new-pid'));
  });

  test('a question behind another tab gets no answer by mistake, and Enter shows it', async () => {
    const { controller, view, answers } = await asked();
    controller.resize({ columns: 80, rows: 24 });
    controller.feed('2c\r');
    await settled(controller);
    expect(answers()).toEqual([]);
    expect(view()).toMatchObject({ pane: 'lesson', notice: 'answer first' });
  });

  test('the prediction is judged after its action, and one is taken to the verdict', async () => {
    const { controller, session, view } = await asked({ right: { 'own-pid': ['one'] } });
    controller.resize({ columns: 80, rows: 24 });
    for (const key of ['b', '\r', '\r']) {
      controller.feed(key);
      await settled(controller);
    }
    expect(session.getState().answers['07-ask/own-pid']?.judged).toMatchObject({ right: ['one'], kernelDiffers: true });
    expect(view().scroll.lesson).toBeGreaterThan(0);
  });

  test('a quiz is judged at once', async () => {
    const { controller, session } = await asked({}, 'who-counts');
    controller.feed('b');
    await settled(controller);
    expect(session.getState().answers['07-ask/who-counts']?.judged).toMatchObject({ right: ['x'], correct: false });
  });
});

describe('the panic key', () => {
  test('kills what runs, even while a step is carried out', async () => {
    const { pace, open } = gate();
    const { controller, session } = await inLesson({ pace });
    session.emit({ type: 'program.start', of: 'app', id: 1, pid: 9, argv: ['sh'] });
    controller.feed('\rK');
    expect(session.calls.slice(-2)).toEqual(['next', 'panic']);
    open();
    await settled(controller);
  });

  test('does nothing when nothing runs', async () => {
    const { controller, session, view } = await inLesson();
    controller.feed('K');
    expect(session.calls).not.toContain('panic');
    expect(view().overlay).toMatchObject({ title: 'Nothing to kill' });
  });
});

describe('the glossary', () => {
  test('of the step opens with w, all of it with another w, where letters narrow the list', async () => {
    const { controller, view } = setUp({ lessons: [...COURSE, ASKING] });
    controller.setGlossary(GLOSSARY);
    controller.start('07-ask', 'own-pid');
    await settled(controller);
    controller.feed('w\u001b[B');
    expect(view().overlay).toEqual({ kind: 'glossary', list: 'step', index: 0, filter: '' });
    controller.feed('wnq\u007fa\u001b[B');
    expect(view().overlay).toMatchObject({ list: 'all', filter: 'na', index: 1 });
    controller.feed('t');
    expect(view().overlay).toMatchObject({ filter: 'nat', index: 0 });
    controller.feed('\r');
    expect(view().overlay).toBeNull();
  });

  test('a step without a term, and the menu, open all of it', async () => {
    const { controller, view } = setUp();
    controller.setGlossary(GLOSSARY);
    controller.feed('w');
    expect(view().overlay).toMatchObject({ kind: 'glossary', list: 'all' });
  });

  test('without one the key does nothing', async () => {
    const { controller, view } = await inLesson();
    controller.feed('w');
    expect(view().overlay).toBeNull();
  });
});

describe('errors', () => {
  test('are shown in a box with their hint, and dismissed', async () => {
    const pace = () => Promise.reject(new LabError('mount', 'mount "/x": not permitted', { hint: 'run it as root' }));
    const { controller, view } = await inLesson({ pace });
    controller.feed('\r');
    await soon(() =>
      expect(view().overlay).toMatchObject({
        tone: 'error',
        text: 'mount "/x": not permitted',
        hint: 'run it as root',
      }),
    );
    controller.feed('\u001bx');
    expect(view().overlay).toBeNull();
  });

  test('of the session itself are shown too', async () => {
    const { session, view } = await inLesson();
    session.emit({ type: 'error', code: 'gone', message: 'the helper has ended' });
    expect(view().overlay).toMatchObject({ text: 'the helper has ended' });
  });

  test('a start that fails ends on the menu', async () => {
    const { controller, view } = setUp();
    controller.start('99-nothing');
    await soon(() => expect(view().overlay).toMatchObject({ tone: 'error' }));
    controller.feed('\r');
    expect(view().screen).toBe('menu');
  });
});

describe('reading', () => {
  test('scrolling stops at both ends', async () => {
    const { controller, view } = await inLesson({}, 'eight-links');
    controller.feed('\u001b[A');
    expect(view().scroll.lesson).toBe(0);
    controller.feed('\u001b[F');
    const end = view().scroll.lesson;
    expect(end).toBeGreaterThan(10);
    controller.feed('\u001b[B\u001b[6~');
    expect(view().scroll.lesson).toBe(end);
    controller.feed('\u001b[A');
    expect(view().scroll.lesson).toBe(end - 1);
  });

  test('the pane with the focus is the one that scrolls', async () => {
    const { controller, view } = await inLesson();
    controller.feed('\t\u001b[B\u001b[B');
    expect(view()).toMatchObject({ pane: 'kernel', scroll: { lesson: 0, kernel: 2 } });
  });

  test('where the result is at the end of a long text one is taken there', async () => {
    const { controller, view } = await inLesson();
    controller.resize({ columns: 80, rows: 14 });
    controller.feed('\r');
    await settled(controller);
    expect(view().scroll.lesson).toBeGreaterThan(0);
    controller.resize({ columns: 40, rows: 14 });
    expect(view().scroll.lesson, 'narrower').toBe(outcomePosition(controller.getModel()));
    controller.feed('b');
    await settled(controller);
    expect(view().scroll.lesson, 'a step without a result is read from its beginning').toBe(0);
  });

  test('a change flashes, then it does not', async () => {
    const { controller } = await inLesson();
    controller.feed('\r');
    await settled(controller);
    expect(controller.getModel().recent.size).toBeGreaterThan(0);
    await soon(() => expect(controller.getModel().recent.size).toBe(0));
  });
});

describe('the terminal', () => {
  const withTerminal = async () => {
    const terminal = new EchoTerminal();
    const all = await inLesson({ openTerminal: async () => terminal }, 'pid');
    return { ...all, terminal };
  };

  test('what follows t is typed into it, Ctrl-C too; Ctrl-] leaves and it lives on', async () => {
    const { controller, session, terminal, view } = await withTerminal();
    controller.feed('tls\r\u0003');
    await soon(() => expect(terminal.typed.join('')).toBe('ls\r\u0003'));
    expect(view().typing).toBe(true);
    await soon(() => expect(controller.getModel().terminal?.lines[0]).toMatch(/^ls/));
    controller.feed('\u001d');
    expect(view()).toMatchObject({ typing: false, pane: 'lesson', lower: 'terminal' });
    controller.feed('tx');
    expect(terminal.typed.join('')).toBe('ls\r\u0003x');
    expect(session.calls.filter(c => c.startsWith('open'))).toEqual(['open shell 117x13']);
  });

  test('when its program ends, what is still typed is swallowed until Enter, and then it is gone', async () => {
    const { controller, session, quit, terminal, view } = await withTerminal();
    controller.feed('texit\r');
    await soon(() => expect(controller.getModel().terminal?.ended).toBe(true));
    const calls = [...session.calls];
    controller.feed('qK1 n\u001b[A');
    expect(view()).toMatchObject({ typing: true, pane: 'terminal', screen: 'lesson', overlay: null });
    expect(session.calls).toEqual(calls);
    expect(quit).not.toHaveBeenCalled();
    expect(terminal.typed.join('')).toBe('exit\r');
    controller.feed('\r');
    await soon(() => expect(view()).toMatchObject({ typing: false, pane: 'lesson', lower: 'calls' }));
    expect(controller.getModel().terminal).toBeNull();
    expect(session.calls).toEqual(calls);
  });

  test.each([
    ['\u001b', false],
    ['\u001d', false],
    ['\u0003', true],
  ])('%j leaves its last picture, Ctrl-C the workshop', async (key, quits) => {
    const { controller, quit, view } = await withTerminal();
    controller.feed('texit\r');
    await soon(() => expect(controller.getModel().terminal?.ended).toBe(true));
    controller.feed(key);
    if (quits) expect(quit).toHaveBeenCalled();
    else await soon(() => expect(view()).toMatchObject({ typing: false, pane: 'lesson' }));
  });

  test('one that ends while nobody types in it is gone at once', async () => {
    const { controller, terminal, view } = await withTerminal();
    controller.feed('t');
    await soon(() => expect(controller.getModel().terminal).not.toBeNull());
    controller.feed('\u001d');
    terminal.end();
    expect(controller.getModel().terminal).toBeNull();
    expect(view()).toMatchObject({ typing: false, lower: 'calls' });
  });

  test('asked for while the session works it waits, and at a challenge it is that of the host', async () => {
    for (const [step, kind] of [
      ['08-solve/own-name', 'host'],
      ['02-unshare/pid', 'shell'],
    ] as const) {
      const held = gate();
      const terminal = new EchoTerminal();
      const { controller, session, view } = await inLesson(
        { lessons: [...COURSE, CHALLENGING], openTerminal: async () => terminal, pace: held.pace },
        'uts',
      );
      controller.feed('\r');
      controller.start(...(step.split('/') as [string, string]));
      controller.feed('tqKrm -rf\r');
      expect(view()).toMatchObject({ typing: true, waiting: true, screen: 'lesson' });
      held.open();
      await soon(() => expect(controller.getModel().terminal?.kind).toBe(kind));
      controller.feed('ls');
      await soon(() => expect(terminal.typed.join('')).toBe('ls'));
      expect(session.calls).not.toContain('panic');
      controller.stop();
    }
  });

  test('one that is waited for can be left: then none is opened', async () => {
    const held = gate();
    const { controller, session, view } = await inLesson({ pace: held.pace }, 'uts');
    controller.feed('\rt\u001d');
    expect(view()).toMatchObject({ typing: false, pane: 'lesson' });
    held.open();
    await settled(controller);
    expect(session.calls.some(call => call.startsWith('open'))).toBe(false);
  });

  test('one that ends on the whole screen is shown in its pane, with the keyboard', async () => {
    const { controller, terminal, view } = await withTerminal();
    lendingScreen(controller);
    controller.feed('Tx');
    await soon(() => expect(terminal.typed.join('')).toBe('x'));
    terminal.end();
    controller.feed('q');
    expect(view()).toMatchObject({ typing: true, screen: 'lesson' });
    controller.feed('\u001d');
    expect(view()).toMatchObject({ typing: false, pane: 'lesson' });
    expect(controller.getModel().terminal).toBeNull();
  });

  test('it follows the size of its pane', async () => {
    const { controller, terminal } = await withTerminal();
    controller.feed('t');
    await soon(() => expect(controller.getModel().terminal).not.toBeNull());
    controller.resize({ columns: 80, rows: 24 });
    expect(terminal.sizes.at(-1)).toBe('77x20');
  });

  test('a terminal that cannot be opened is an error like another', async () => {
    const { controller, view } = await inLesson({}, 'pid');
    controller.feed('t');
    await soon(() => expect(view().overlay).toMatchObject({ tone: 'error', text: 'the script has no terminal' }));
    expect(view().typing).toBe(false);
  });

  test('without a container there is nothing to enter, without an app no app', async () => {
    const { controller, session, view } = setUp();
    controller.start('00-orientation');
    await soon(() => expect(session.getState().lesson).toBe('00-orientation'));
    await settled(controller);
    controller.feed('t');
    expect(view().overlay).toMatchObject({ title: 'Nothing to enter yet' });
    controller.feed('\ra');
    expect(view().overlay).toMatchObject({ title: 'No application' });
  });

  test('on the whole screen bytes go through untouched, and the picture is restored by lending the screen', async () => {
    const { controller, terminal } = await withTerminal();
    const screen = lendingScreen(controller);
    controller.feed('Tvi\u001b[A');
    await soon(() => expect(screen.out.join('')).toContain('vi\u001b[A'));
    expect(screen.suspended).toBe(1);
    expect(terminal.sizes.at(-1) ?? '120x36').toBe('120x36');
    controller.feed('\u001d');
    await soon(() => expect(screen.suspended).toBe(0));
    expect(screen.out.join('')).toContain('\u001b[?1049l');
    expect(terminal.sizes.at(-1)).toBe('117x13');
  });

  test('on the whole screen it is the running app itself', async () => {
    const { controller, session } = await withTerminal();
    session.emit({ type: 'program.start', of: 'app', id: 1, pid: 81236, argv: ['/bin/sh'] });
    lendingScreen(controller);
    controller.feed('T');
    await soon(() => expect(session.calls.filter(c => c.startsWith('open'))).toEqual(['open app 120x36']));
    controller.feed('\u001d');
  });

  test('y shows command lines unbroken on the whole screen; a number copies one, another key goes back', async () => {
    const { controller, view } = await withTerminal();
    const screen = lendingScreen(controller);
    controller.feed('y');
    expect(screen.suspended).toBe(1);
    const line = /^sudo nsenter .*$/m.exec(screen.out.join('').replaceAll('\r', ''))?.[0] ?? '';
    expect(line).toContain('--target');
    controller.feed('1');
    expect(screen.out.join('')).toContain(`\u001b]52;c;${Buffer.from(line).toString('base64')}\u0007`);
    expect(screen.suspended).toBe(1);
    controller.feed('y');
    await soon(() => expect(screen.suspended).toBe(0));
    expect(screen.out.at(-1)).toBe('\u001b[?1049l');
    expect(view()).toMatchObject({ overlay: null, typing: false });
  });

  test('y at a step without command lines says so', async () => {
    const { controller, view, session } = setUp({ lessons: [CHALLENGING] });
    controller.start('08-solve', 'own-name');
    await soon(() => expect(session.getState().step).toBe('own-name'));
    controller.feed('y');
    expect(view().overlay).toMatchObject({ title: 'Nothing to copy' });
  });
});

describe('a challenge', () => {
  const met = async (script: Script = {}) => {
    const all = setUp({ lessons: [...COURSE, CHALLENGING], ...script });
    all.controller.start('08-solve');
    await soon(() => expect(all.session.getState().step).toBe('own-name'));
    await settled(all.controller);
    const hints = () => all.session.calls.filter(c => c === 'hint').length;
    return { ...all, hints };
  };

  test('i asks for hints, then the solution, then for nothing any more', async () => {
    const { controller, session, hints } = await met();
    for (let n = 1; n <= 4; n++) {
      controller.feed('i');
      await settled(controller);
      expect(hints()).toBe(n);
    }
    expect(session.getState().challenges['08-solve/own-name']?.solution).toHaveLength(1);
    controller.feed('i');
    expect(hints()).toBe(4);
  });

  test('y says that what is asked about is the learner’s', async () => {
    const { controller, session } = await met();
    const claims = () => session.calls.filter(c => c === 'claim').length;
    session.sight(0, 0, null, 0, { pid: 9, name: 'app' });
    controller.feed('y');
    await settled(controller);
    expect(claims()).toBe(1);
    session.sight(0, 0, null, 0);
    controller.feed('y');
    await settled(controller);
    expect(claims()).toBe(1);
  });

  test('what is told of the machine takes lines, and not the result that is in view', async () => {
    const { controller, session, view } = await met();
    controller.resize({ columns: 80, rows: 24 });
    for (const _ of '123') await session.hint();
    session.solve();
    await soon(() => expect(view().scroll.lesson).toBeGreaterThan(0));
    const before = view().scroll.lesson;
    const mount = { thing: 'mount', name: '/proc (proc proc)', change: 'appeared', undo: 'umount /proc' } as const;
    session.emit({ type: 'machine', open: true, ...mount });
    expect(outcomePosition(controller.getModel()), 'what is told of the machine has its lines').toBeGreaterThan(before);
    expect(view().scroll.lesson).toBe(outcomePosition(controller.getModel()));
  });

  test('who has gone back to the task is left there by what is told of the machine', async () => {
    const { controller, session, view } = await met();
    controller.resize({ columns: 80, rows: 24 });
    for (const _ of '123') await session.hint();
    session.solve();
    controller.feed('\u001b[H');
    expect(view().scroll.lesson).toBe(0);
    session.emit({
      type: 'machine',
      open: true,
      thing: 'mount',
      name: '/x',
      change: 'appeared',
      undo: 'umount /x',
    });
    expect(view().scroll.lesson).toBe(0);
  });

  test('once solved i asks for a solution; Enter goes on, and goes on unsolved as well', async () => {
    const { controller, session, hints } = await met();
    session.solve();
    controller.feed('i');
    await settled(controller);
    expect(hints()).toBe(1);
    for (const step of ['group', 'end']) {
      controller.feed('\r');
      await soon(() => expect(session.getState().step).toBe(step));
      await settled(controller);
    }
  });

  test('who types in a small terminal while it is solved finds the solution when coming back', async () => {
    const { controller, session, view } = await met({ openTerminal: async () => new EchoTerminal() });
    controller.resize({ columns: 80, rows: 24 });
    controller.feed('t');
    await soon(() => expect(controller.getModel().terminal).not.toBeNull());
    for (const _ of '1234') await session.hint();
    session.solve();
    const { scroll } = view();
    controller.feed('\u001d');
    expect(scroll.lesson).toBeGreaterThan(5);
    expect(view().scroll.lesson).toBe(scroll.lesson);
  });

  test('t is the host here and a shell inside elsewhere; back at the challenge the host is shown again', async () => {
    const opened: string[] = [];
    const { controller, session } = await met({
      openTerminal: async which => {
        opened.push(which);
        return new EchoTerminal();
      },
    });
    const kind = () => controller.getModel().terminal?.kind;
    controller.feed('tls\u001d');
    await soon(() => expect(kind()).toBe('host'));
    controller.start('02-unshare', 'pid');
    await soon(() => expect(session.getState().step).toBe('pid'));
    await settled(controller);
    expect(controller.getModel().view.lower, 'the host is no shell inside: the calls are back').toBe('calls');
    controller.feed('t');
    await soon(() => expect(kind()).toBe('shell'));
    controller.feed('\u001d');
    controller.start('08-solve');
    await soon(() => expect(session.getState().step).toBe('own-name'));
    expect(kind()).toBe('host');
    expect(opened).toEqual(['host', 'shell']);
  });
});

test('an open lesson is looked at again and again, the menu is not', async () => {
  const { controller, session } = await inLesson({}, 'pid');
  await soon(() => expect(session.refreshes).toBeGreaterThan(1));
  controller.feed('q');
  expect(controller.getModel().view.screen).toBe('menu');
});
