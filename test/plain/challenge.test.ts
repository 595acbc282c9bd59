import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ChecklistChanges } from '../../src/plain/challenge.ts';
import { runPlain } from '../../src/plain/interactive.ts';
import type { EventOf } from '../../src/session/events.ts';
import { soon } from '../helpers/soon.ts';
import { CHALLENGING, COURSE } from '../ui/course.ts';
import { EchoTerminal, type Script, ScriptedSession } from '../ui/scripted-session.ts';

/** A course under way; `tty`: with a keyboard that can be lent to a shell. */
function begun(tty = false, script: Script = {}) {
  const session = new ScriptedSession({ lessons: [...COURSE, CHALLENGING], ...script });
  const keys = new PassThrough();
  const raw: boolean[] = [];
  const input = tty ? Object.assign(keys, { isTTY: true, setRawMode: (on: boolean) => raw.push(on) }) : keys;
  const output = new PassThrough();
  let text = '';
  output.on('data', data => {
    text += data;
  });
  const ended = runPlain(session, { start: '08-solve', input, output });
  const shows = (what: string) => soon(() => expect(text).toContain(what));
  return { session, input, ended, shows, raw, text: () => text };
}

test('the task with what must hold and what to type; hints, success, a solution, and on', async () => {
  const { session, input, ended, shows, text } = begun();
  await shows('Solve it in another terminal. i gives a hint. Enter goes on, solved or not.');
  expect(text()).toContain('  Its host name is my-box.');
  expect(text()).toContain('  for one star more: Its mounts are private.');
  input.write('i\n');
  await shows('hint 1 of 3: Nothing new is seen.');
  session.sight(2);
  expect(text()).toContain('seen: PID 4321 (sleep)');
  expect(text()).toContain('holds: Its host name is my-box.');
  expect(text()).toContain('does not hold: This machine has kept its name. (the kernel says: what the kernel says, 2)');
  session.solve(1);
  await shows('SOLVED by PID 4321 (sleep): 2 of 3 stars');
  await shows('i shows one way to do it');
  expect(text(), 'a solution is shown when it is asked for').not.toContain('sudo unshare');
  input.write('i\n');
  await shows("sudo unshare --uts sh -c 'hostname my-box");
  input.write('t\n');
  await shows('there is no terminal here: use another one');
  input.end('\nq\n');
  await ended;
  expect(text()).toContain('Make a group my-group, then remove it.');
  expect(session.calls).toContain('next');
});

test('what may be the learner’s is asked about once, and y says that it is', async () => {
  const { session, input, ended, shows, text } = begun();
  await shows('Solve it in another terminal');
  input.write('y\n');
  await shows('nothing is asked: y answers “Yours?”');
  const unclaimed = { pid: 77, name: 'app', parent: { pid: 70, name: 'dockerd' } };
  session.sight(0, 0, null, 0, unclaimed);
  await shows('looks like it: PID 77 (app), parent 70 (dockerd). Yours? y: yes, it is mine');
  session.sight(1, 0, null, 0, unclaimed);
  input.write('y\n');
  await soon(() => expect(session.calls).toContain('claim'));
  session.sight(3, 0, { pid: 77, name: 'app', claimed: true });
  await shows('seen: PID 77 (app), claimed');
  expect(text().match(/Yours\?/g)).toHaveLength(2);
  input.end('q\n');
  await ended;
});

test('while a challenge is open the kernel is looked at', async () => {
  const { session, input, ended } = begun();
  await soon(() => expect(session.refreshes).toBeGreaterThan(1));
  input.end('q\n');
  await ended;
});

describe('a shell on the host', () => {
  test('gets every byte until Ctrl-], lives on, and success is told in between', async () => {
    const host = new EchoTerminal();
    const { session, input, ended, shows, raw, text } = begun(true, { openTerminal: async () => host });
    await shows('t opens a shell on this machine');
    input.write('t\n');
    await soon(() => expect(raw).toEqual([true]));
    input.write('b\u0003');
    await soon(() => expect(host.typed.join('')).toBe('b\u0003'));
    session.sight(1);
    expect(text()).not.toContain('seen:');
    session.solve();
    await shows('[container-lab] SOLVED by PID 4321');
    input.write('\u001d');
    await shows('seen: PID 4321 (sleep)');
    expect(raw).toEqual([true, false]);
    input.write('t\n');
    await soon(() => expect(raw).toHaveLength(3));
    input.write('exit\r');
    await soon(() => expect(raw).toHaveLength(4));
    input.end('q\n');
    await ended;
    expect(session.calls.filter(c => c.startsWith('open'))).toEqual(['open host 80x24']);
  });
});

describe('the checklist of a checklist', () => {
  const event = (oks: string, pid: number | null = 7): EventOf<'challenge'> => ({
    t: 0,
    type: 'challenge',
    lesson: 'l',
    step: 's',
    candidate: pid === null ? null : { pid, name: 'sh' },
    candidates: pid === null ? 0 : 2,
    checks: [...oks].map((c, i) => ({ ok: c === '1', text: `check ${i}`, got: 'x' })),
    stars: [],
  });

  test('only what has changed is told, and programs that come and go for nothing are not', () => {
    const checklist = new ChecklistChanges();
    expect(checklist.lines(event('00', null))).toEqual([]);
    expect(checklist.lines(event('00', 8))).toEqual([]);
    expect(checklist.lines(event('10'))).toEqual([
      '  seen: PID 7 (sh), the best of 2',
      '  holds: check 0',
      '  does not hold: check 1 (the kernel says: x)',
    ]);
    expect(checklist.lines(event('10'))).toEqual([]);
    expect(checklist.lines(event('11'))).toEqual(['  holds: check 1']);
    expect(checklist.lines(event('00', null))).toEqual(['  gone: nothing of yours holds any more']);
  });

  test('what is seen already comes after the text of the step', () => {
    const checklist = new ChecklistChanges();
    checklist.hold();
    expect(checklist.lines(event('10'))).toEqual([]);
    expect(checklist.begin()).toHaveLength(3);
  });
});

test('the first hint is told again when it says something else, not for another value', () => {
  const checklist = new ChecklistChanges();
  const hint = (text: string, grade = 1) =>
    checklist.hint({ type: 'hint', lesson: '08-solve', step: 'own-name', grade, text, t: 0 });
  expect(hint('This is still missing: a limit. The kernel says: 1')).toHaveLength(1);
  expect(hint('This is still missing: a limit. The kernel says: 2')).toEqual([]);
  expect(hint('Nothing of yours.')).toEqual(['  hint 1 of 3: Nothing of yours.']);
  expect(hint('The author says.', 2)).toHaveLength(1);
  expect(hint('Nothing of yours.')).toEqual([]);
});
