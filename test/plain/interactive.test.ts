import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { runPlain } from '../../src/plain/interactive.ts';
import { ScriptedSession } from '../ui/scripted-session.ts';

async function course(input: string, session = new ScriptedSession()): Promise<{ text: string; calls: string[] }> {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  await runPlain(session, { input: Readable.from([input]), output });
  return { text, calls: session.calls };
}

test('an input that ends at once ends the course', async () => {
  const { text } = await course('');
  expect(text).toContain('Enter: go on');
});

test('lines that come while the first step is made are not lost', async () => {
  const { calls } = await course('\n\nb\nq\n\n');
  expect(calls.filter(call => call === 'next' || call === 'back')).toEqual(['next', 'next', 'back']);
});

test('a lesson begins with its introduction, and lines by hand name this session', async () => {
  const session = new ScriptedSession();
  const { text } = await course('\n'.repeat(40), session);
  for (const { intro } of session.lessons) if (intro !== '') expect(text).toContain(intro);
  expect(text).not.toMatch(/\{(pid|rootfs|cgroup)/);
});
