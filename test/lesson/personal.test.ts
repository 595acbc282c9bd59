import { expect, test } from 'vitest';
import type { ChallengeStep, Lesson } from '../../src/lesson/lesson.ts';
import { personal } from '../../src/lesson/personal.ts';

const step = {
  id: 'group',
  title: 'A group',
  text: 'It is called `{name}`.',
  line: 1,
  type: 'challenge',
  task: 'Make a group called {name}.',
  seeks: { kind: 'cgroup', name: '{name}' },
  checks: [{ test: { fact: 'hostname', of: 'candidate', is: { eq: '{name}' } }, says: 'It is called {name}.' }],
  stars: [],
  afterwards: null,
  partial: [],
  nothing: 'There is no {name}.',
  hints: ['mkdir {name}', 'rmdir ${name}'],
  solution: [{ run: '{sudo}mkdir {pids}/{name}' }],
  cleanup: [{ run: 'rmdir {pids}/{name}' }],
} as unknown as ChallengeStep;
const lesson = (steps: unknown[]) => ({ id: '09-x', title: 'X', steps }) as unknown as Lesson;

test('{name} is filled in everything of a challenge, and a variable of the shell is left alone', () => {
  const [filled] = personal([lesson([step])], 'lab-ann');
  expect(filled?.steps[0]).toMatchObject({
    text: 'It is called `lab-ann`.',
    task: 'Make a group called lab-ann.',
    seeks: { kind: 'cgroup', name: 'lab-ann' },
    checks: [{ test: { is: { eq: 'lab-ann' } }, says: 'It is called lab-ann.' }],
    nothing: 'There is no lab-ann.',
    hints: ['mkdir lab-ann', 'rmdir ${name}'],
    solution: [{ run: '{sudo}mkdir {pids}/lab-ann' }],
    cleanup: [{ run: 'rmdir {pids}/lab-ann' }],
  });
});

test('other steps, and lessons without it, stay as they are', () => {
  const other = lesson([
    { type: 'read', text: '{name}' },
    { ...step, ...{ text: '' }, task: 'x', seeks: { kind: 'process' } },
  ]);
  const plain = lesson([{ type: 'read', text: '{name}' }]);
  expect(personal([plain], 'lab-ann')[0]).toBe(plain);
  expect(personal([other], 'lab-ann')[0]?.steps[0]).toBe(other.steps[0]);
});
