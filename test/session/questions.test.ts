import { describe, expect, it, test } from 'vitest';
import type { Choice, QuestionStep } from '../../src/lesson/lesson.ts';
import { type Place, places } from '../../src/session/course.ts';
import { LiveSession } from '../../src/session/live-session.ts';
import { authorsAnswer, judgeQuestion } from '../../src/session/questions.ts';
import { lesson } from './lessons.ts';
import { ScriptedBackend } from './scripted-backend.ts';

const named = (name: string) => ({ fact: 'hostname', of: 'stage', is: { eq: name } }) as const;
const choice = (id: string, correct: boolean, trueWhen?: Choice['trueWhen']): Choice => ({
  id,
  text: id,
  correct,
  why: 'because',
  ...(trueWhen ? { trueWhen } : {}),
});
function question(choices: Choice[], before: string | null = 'alpha'): QuestionStep {
  return { id: 'guess', title: 'Guess', text: '', line: 1, type: 'question', question: 'What now?', before, choices };
}
const evidence = { before: {}, after: { stage: { facts: { hostname: 'lab-box' }, files: {} } }, errno: null };

test('where the kernel could not be asked, nothing is told as its word', () => {
  const step = question([choice('a', false), choice('b', true, named('lab-box'))]);
  expect(authorsAnswer(step, 'a', { message: 'unpack: tar failed' })).toEqual({
    right: ['b'],
    correct: false,
    kernelDiffers: false,
    evidence: '',
    unjudged: 'unpack: tar failed',
  });
});

describe('judgeQuestion', () => {
  it('lets the kernel decide where a choice says how', () => {
    const step = question([choice('a', false), choice('b', true, named('lab-box'))]);
    expect(judgeQuestion(step, 'b', evidence)).toEqual({
      right: ['b'],
      correct: true,
      kernelDiffers: false,
      evidence: 'stage hostname = lab-box',
    });
    expect(judgeQuestion(step, 'a', evidence).correct).toBe(false);
  });

  it('says so when the kernel disagrees with the author', () => {
    const unexpected = question([choice('a', false), choice('b', true, named('vm'))]);
    expect(judgeQuestion(unexpected, 'b', evidence)).toMatchObject({ right: [], correct: false, kernelDiffers: true });
    const other = question([choice('a', false, named('lab-box')), choice('b', true)]);
    expect(judgeQuestion(other, 'a', evidence)).toMatchObject({ right: ['a'], correct: true, kernelDiffers: true });
  });

  it('goes by the author where the kernel is not asked, and by nobody where nobody answered', () => {
    const step = question([choice('a', false), choice('b', true)], null);
    expect(judgeQuestion(step, null, evidence)).toMatchObject({ right: ['b'], correct: null, kernelDiffers: false });
  });
});

describe('questions in a session', () => {
  function begin(before: string | null) {
    const backend = new ScriptedBackend();
    backend.after = evidence.after;
    const base = lesson('01-one', { alpha: 'main', end: 'read' });
    const step = question([choice('a', false), choice('b', true, named('lab-box'))], before);
    return new LiveSession([{ ...base, steps: [step, ...base.steps] }], backend);
  }

  it('judges a prediction after its action, with the first answer given', async () => {
    const live = begin('alpha');
    await live.jump('01-one');
    await live.answer('a');
    await live.answer('b');
    expect(live.getState().answers['01-one/guess']).toEqual({ choice: 'a', judged: null });
    await live.next();
    await live.next();
    expect(live.getState().answers['01-one/guess']).toMatchObject({
      choice: 'a',
      judged: { correct: false, right: ['b'] },
    });
  });

  it('judges a quiz at once, and ignores a choice that is not there', async () => {
    const live = begin(null);
    await live.jump('01-one');
    await live.answer('z');
    expect(live.getState().answers).toEqual({});
    await live.answer('b');
    expect(live.getState().answers['01-one/guess']?.judged?.correct).toBe(true);
  });

  it('fails a run in which the kernel disagrees with the author, answered or not', async () => {
    const backend = new ScriptedBackend();
    backend.after = evidence.after;
    const base = lesson('01-one', { alpha: 'main' });
    const step = question([choice('a', false), choice('b', true, named('vm'))]);
    const live = new LiveSession([{ ...base, steps: [step, ...base.steps] }], backend);
    await live.jump('01-one');
    const last = places(live.lessons)[1] as Place;
    expect(await live.playTo(last)).toBe(false);
  });
});
