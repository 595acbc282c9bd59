import { describe, expect, test } from 'vitest';
import type { LabEventBody } from '../../src/session/events.ts';
import { Verdict } from '../../src/session/verdict.ts';

const at = { lesson: '01-one', step: 'alpha' };
const expectation = (ok: boolean | null): LabEventBody => ({
  type: 'expect',
  ok,
  text: 'it moved',
  got: 'x',
  says: 'kernel',
  ...at,
});
const judged = (correct: boolean | null, kernelDiffers: boolean): LabEventBody => ({
  ...{ type: 'judged', ...at, choice: 'a', right: ['b'], correct, kernelDiffers, evidence: 'pid 7' },
});
const refused: LabEventBody = {
  type: 'refused',
  ...at,
  message: 'mkdir',
  errno: 'EACCES',
  why: 'not yours',
  todo: 'ask',
};
const skipped: LabEventBody = { type: 'skipped', ...at, step: 'beta', because: '01-one/alpha', message: 'alpha: no' };

function verdictOf(...events: LabEventBody[]): Verdict {
  const verdict = new Verdict();
  for (const event of events) verdict.add(event);
  return verdict;
}

describe('what is a failure', () => {
  test.each<[string, LabEventBody, RegExp]>([
    ['a claim that did not hold', expectation(false), /^01-one\/alpha: this did not hold: it moved$/],
    ['an error', { type: 'error', code: 'gone', message: 'it has ended' }, /^it has ended$/],
    ['a skipped step', skipped, /^01-one\/alpha: alpha: no \(steps skipped, for they rest on it: 1\)$/],
    ['a kernel that differs from what the author says', judged(true, true), /^01-one\/alpha: your kernel differs/],
  ])('%s', (_what, event, sentence) => {
    const verdict = verdictOf(expectation(true), event);
    expect(verdict.ok).toBe(false);
    expect(verdict.wrong?.message).toMatch(sentence);
    expect(verdict.wrong?.exit).toBe(1);
  });

  test('it stays one, though the step is done again and holds', () => {
    expect(verdictOf(expectation(false), { type: 'step.end', ...at, ok: false }, expectation(true)).ok).toBe(false);
  });

  test('the first is named, with its way out', () => {
    const verdict = verdictOf(
      { type: 'error', code: 'x', message: 'first', hint: 'do it' },
      expectation(false),
      skipped,
    );
    expect(verdict.wrong).toMatchObject({
      code: 'x',
      message: 'first (steps skipped, for they rest on it: 1)',
      hint: 'do it',
    });
  });
});

describe('what is none', () => {
  test.each<[string, LabEventBody]>([
    ['a claim that cannot be judged here', expectation(null)],
    ['a wrong answer', judged(false, false)],
    [
      'a challenge half done',
      {
        type: 'challenge',
        ...at,
        candidate: null,
        candidates: 0,
        checks: [{ ok: false, text: 'x', got: '' }],
        stars: [],
      },
    ],
    ['a hint, a solution that was looked at', { type: 'solution', ...at, lines: ['sh'] }],
    ['an app that fails', { type: 'program.exit', of: 'app', id: 1, code: 7, signal: null, oomKill: 0 }],
    [
      'what somebody changed on the machine',
      { type: 'machine', thing: 'mount', name: '/x', change: 'appeared', undo: null, open: true },
    ],
    ['what the kernel does not allow here', refused],
  ])('%s', (_what, event) => {
    const verdict = verdictOf(event);
    expect([verdict.ok, verdict.wrong]).toEqual([true, null]);
  });
});

test('what is not allowed here is exit code 3, and each step counts once', () => {
  const verdict = verdictOf(refused, refused, { ...refused, step: 'gamma' } as LabEventBody);
  expect(verdict.refusal).toMatchObject({
    message: '01-one/alpha: the kernel does not allow this here: mkdir (steps refused: 2)',
    exit: 3,
    hint: 'ask',
  });
  expect(verdict.counts).toEqual({ refused: 2 });
});

test('nothing happened: all is well', () => {
  expect(verdictOf()).toMatchObject({ ok: true, wrong: null, refusal: null, counts: {} });
});
