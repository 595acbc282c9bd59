/** Sentences for events, the same in every user interface: what plain text says of each stands in test/plain/render.test.ts. */
import { expect, test } from 'vitest';
import { candidatePhrase, solvedBy, unclaimedPhrase } from '../../../src/session/sentences/challenges.ts';
import { capabilityNames, changeSentence } from '../../../src/session/sentences/kernel.ts';
import { endSentences, exitSentence } from '../../../src/session/sentences/programs.ts';
import { refusalSentences } from '../../../src/session/sentences/steps.ts';

const change = { type: 'change', t: 0, subject: 'stage', key: 'x', before: '1', after: null, cause: null } as const;

test.each([
  [{ ...change, cause: 7 }, 'stage x: was 1, is nothing (by call 7)'],
  [{ ...change, cause: [3, 5] as [number, number] }, 'stage x: was 1, is nothing (by calls 3 to 5)'],
  [{ ...change, origin: 'kernel' as const }, 'stage x: was 1, is nothing (by kernel)'],
  [change, 'stage x: was 1, is nothing (by other)'],
  [{ ...change, before: { error: 'EPERM' }, after: '' }, 'stage x: was EPERM, is empty (by other)'],
  [{ ...change, before: null, after: ['a'] }, 'stage x: new a (by other)'],
  [{ ...change, before: ['a', 'b'], after: ['b', 'a'] }, 'stage x: reordered (by other)'],
  [
    { ...change, before: ['z'], after: [...'abcdef'] },
    'stage x: new a, new b, new c, new d, new e, … (6 more, 1 fewer) (by other)',
  ],
])('of %j: %s', (event, words) => expect(changeSentence(event)).toBe(words));

test('a set of capabilities has names; nothing else has', () => {
  expect(capabilityNames({ ...change, key: 'status.CapEff', after: '0000000000200000' })).toContain('SYS_ADMIN');
  expect(capabilityNames({ ...change, key: 'status.Name', after: '0000000000200000' })).toBeNull();
});

test('who solves a challenge, and whose it may be', () => {
  expect(candidatePhrase({ pid: 42, name: 'sleep', claimed: true })).toBe('PID 42 (sleep), claimed');
  expect(unclaimedPhrase({ name: '/lab' })).toBe('cgroup /lab');
  expect(unclaimedPhrase({ pid: 9, name: 'sh', parent: { pid: 7, name: 'dockerd' } })).toBe(
    'PID 9 (sh), parent 7 (dockerd)',
  );
  const solved = { type: 'challenge.solved', t: 0, lesson: 'l', step: 's', stars: 2, of: 3, facts: {} } as const;
  expect(solvedBy({ ...solved, seen: true, candidate: { pid: 42, name: 'sleep' } })).toBe(
    'PID 42 (sleep): 2 of 3 stars (the solution had been shown)',
  );
});

test.each([
  [{ code: 0, signal: null, oomKill: 0 }, 'the app ended: exit code 0', ['the app ended: exit code 0']],
  [
    { code: null, signal: 'SIGKILL', oomKill: 2 },
    'the app ended: signal SIGKILL, killed by the OOM killer',
    ['the app ended: killed by SIGKILL', 'processes of its group killed for memory: 2'],
  ],
])('how a program ended: %j', (exit, line, beside) => {
  expect(exitSentence({ type: 'program.exit', t: 0, of: 'app', id: 1, ...exit })).toBe(line);
  expect(endSentences(exit)).toEqual(beside);
});

test('a refusal is what was tried, why, and the way out', () => {
  expect(refusalSentences({ message: 'mkdir: EACCES', why: 'it is not yours', todo: 'ask' })).toEqual([
    'refused here: mkdir: EACCES',
    'why: it is not yours',
    'way out: ask',
  ]);
});
