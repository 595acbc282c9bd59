import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runPlain } from '../../src/plain/interactive.ts';
import { ASKING, COURSE, GLOSSARY } from '../ui/course.ts';
import { type Script, ScriptedSession } from '../ui/scripted-session.ts';

/** What is printed when these lines are typed, one after the other, from the start on. */
async function typed(lines: string[], script: Script = {}, start = '07-ask') {
  const session = new ScriptedSession({ lessons: [...COURSE, ASKING], ...script });
  const input = new PassThrough();
  const output = new PassThrough();
  let text = '';
  output.on('data', data => {
    text += data;
  });
  input.end(`${lines.join('\n')}\n`);
  await runPlain(session, { start, input, output, glossary: async () => GLOSSARY });
  return { session, text };
}

describe('a prediction', () => {
  test('is asked with letters, locked in, and judged with every why after its action', async () => {
    const { text, session } = await typed(['a', 'b', '', '']);
    expect(text).toContain('Question: After unshare(CLONE_NEWPID)');
    expect(text).toContain('  d) The call fails');
    expect(text).toContain('locked in: a. It is judged after "New PID numbering".');
    expect(text).toContain('an answer is locked in already');
    expect(text).toContain('your answer a: not so, the answer is b');
    expect(text).toContain('right  b) The same number as before');
    expect(text).toContain('A PID never changes.');
    expect(text).not.toContain('your kernel differs');
    expect(session.calls.filter(c => c.startsWith('answer'))).toEqual(['answer one']);
  });

  test('is not gone past without an answer, but with s', async () => {
    const { text, session } = await typed(['', 'n', 's', '']);
    expect(text.match(/answer first with a letter/g)).toHaveLength(2);
    expect(text).toContain('no answer: the answer is b');
    expect(session.calls.filter(c => c === 'next')).toHaveLength(2);
  });

  test('tells where the kernel differs', async () => {
    const { text } = await typed(['b', '', ''], { right: { 'own-pid': ['one'] } });
    expect(text).toContain('your kernel differs: the author expected b');
    expect(text).toContain('the kernel shows: stage ns.pid is made up');
  });

  test('b chooses, back goes back', async () => {
    const { session } = await typed(['b', 'back']);
    expect(session.calls.filter(c => !c.startsWith('jump'))).toEqual(['answer same', 'back']);
  });
});

test('t says where a shell inside is', async () => {
  const { text } = await typed(['t']);
  expect(text).toContain('from another terminal: nsenter');
});

test('a quiz is judged at once', async () => {
  const { text } = await typed(['A'], {}, '07-ask/who-counts');
  expect(text).toContain('your answer a: right');
});

test('an experiment asks before it runs', async () => {
  const { text } = await typed([], {}, '07-ask/bomb');
  expect(text.indexOf('Break it: How many processes')).toBeLessThan(text.indexOf('This step will do:'));
  expect(text).toContain('Break it: How many processes');
});

test('? TERM tells what it means, K kills what runs', async () => {
  const { text, session } = await typed(['? kernel', '?dnat', '? none such', 'K'], {}, '00-orientation');
  expect(text).toContain('kernel: The program that runs the machine.');
  expect(text).toContain('NAT / DNAT: Rewrites addresses.');
  expect(text).toContain("the glossary has no term 'none such'");
  expect(session.calls).toContain('panic');
});
