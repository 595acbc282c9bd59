import { describe, expect, test } from 'vitest';
import type { ActionStep, LessonOp } from '../../src/lesson/lesson.ts';
import { checkRoots } from '../../src/lesson/own-root.ts';
import type { Report } from '../../src/lesson/problem.ts';
import { lesson } from '../session/lessons.ts';

const op = (name: string, args: LessonOp['args'] = {}): LessonOp => ({ op: name, args });
const exec = op('exec', { argv: ['{apps}'] });
const onMachine = op('exec', { argv: ['{apps}'], root: 'host' });
const chroot = op('chroot', { path: '{rootfs}' });
const out = [op('fchdir-root'), op('chroot', { path: '.' })];

function problems(scope: 'aside' | 'main', ops: LessonOp[]): string[] {
  const report: Report = { file: '50-x.md', problems: [] };
  const [step] = lesson('50-x', { go: scope }).steps;
  checkRoots({ ...(step as ActionStep), do: ops }, report);
  return report.problems.map(({ message }) => message);
}

describe('in whose root a program starts', () => {
  test.each<[string, 'aside' | 'main', LessonOp[]]>([
    ["an experiment on the machine's root that says so", 'aside', [op('fork'), onMachine]],
    ['an experiment in a root of its own', 'aside', [chroot, exec]],
    ['an experiment that has pivoted', 'aside', [op('pivot_root'), exec]],
    ['an experiment that has walked out again, and says so', 'aside', [chroot, ...out, onMachine]],
    ['a way out that is shut', 'aside', [op('pivot_root'), { ...op('fchdir-root'), expectErrno: 'EBADF' }, exec]],
    ['the container, for which the kernel is asked', 'main', [exec]],
  ])('fine: %s', (_what, scope, ops) => {
    expect(problems(scope, ops)).toEqual([]);
  });

  test.each<[string, 'aside' | 'main', LessonOp[], string]>([
    ['does not say so', 'aside', [op('mount'), exec], 'while the root is still that of the machine'],
    [
      'does not say so on a second way',
      'aside',
      [{ ...op('fork'), otherwise: { errno: 'any', do: [exec], say: 'So.' } }],
      'still that of',
    ],
    ['has walked out again', 'aside', [chroot, ...out, exec], 'while the root is still that of the machine'],
    ['wants its pivot to be refused', 'aside', [{ ...op('pivot_root'), expectErrno: 'EBUSY' }, exec], 'still that of'],
    ['comes before the root is changed', 'aside', [exec, chroot], 'while the root is still that of the machine'],
    ['says so although the root has been changed', 'aside', [chroot, onMachine], 'the root has been changed'],
    [
      "starts the container on the machine's root",
      'main',
      [onMachine],
      'starts the container in the root of the machine',
    ],
  ])('a problem: %s', (_what, scope, ops, message) => {
    expect(problems(scope, ops)).toEqual([expect.stringContaining(message)]);
  });
});
