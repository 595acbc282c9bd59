import { describe, expect, test } from 'vitest';
import { type CourseNames, complete, SOURCES } from '../../../src/cli/manual/complete.ts';
import { createProgram } from '../../../src/cli/program.ts';
import type { Lesson } from '../../../src/lesson/lesson.ts';

const lesson = (id: string, ...steps: string[]) =>
  ({ id, title: `About ${id}`, steps: steps.map(step => ({ id: step, title: step })) }) as unknown as Lesson;

const COURSE: CourseNames = {
  lessons: () => [lesson('02-unshare', 'uts', 'pid'), lesson('03-chroot', 'walk-out')],
  terms: () => [
    { term: 'bind mount', text: '', lessons: [], aliases: [] },
    { term: 'PID 1', text: '', lessons: [], aliases: ['init'] },
  ],
  primitives: () => [
    {
      name: 'CLONE_NEWPID',
      lesson: '02-unshare',
      step: 'pid',
      title: 'New PIDs',
      action: 'uts',
      facts: [],
      alias: false,
      only: null,
      here: true,
    },
    {
      name: 'enable-controllers',
      lesson: '04-create-cgroup',
      step: 'inner-process',
      title: 'Processes or children',
      action: 'inner-process',
      facts: [],
      alias: false,
      only: 'v2',
      here: false,
    },
    {
      name: 'clone',
      lesson: '02-unshare',
      step: 'pid',
      title: 'New PIDs',
      action: 'uts',
      facts: [],
      alias: true,
      only: null,
      here: true,
    },
  ],
};
const program = createProgram('0.0.0');
const values = (...typed: string[]) => complete(program, typed, COURSE).candidates.map(({ value }) => value);

describe('the words that may stand at the cursor', () => {
  test.each<[string[], string[]]>([
    [['op'], ['open']],
    [['li'], ['list', 'lint']],
    [['0'], ['02-unshare', '03-chroot']],
    [['open', '03'], ['03-chroot']],
    [['open', '03-chroot'], ['03-chroot/walk-out']],
    [['open', '02-unshare/p'], ['02-unshare/pid']],
    [['open', '02-unshare', ''], []],
    [['run', '02-unshare', '03'], ['03-chroot']],
    [
      ['run', '--until', '0'],
      ['02-unshare', '03-chroot'],
    ],
    [['run', '--until=03'], ['--until=03-chroot']],
    [['run', '--until', '=', '03'], ['03-chroot']],
    [
      ['run', '--until', '='],
      ['02-unshare', '03-chroot'],
    ],
    [['run', '--all', '--ho'], ['--hold']],
    [['run', '--all', '--al'], []],
    [['list', '--no-c'], ['--no-color']],
    [['--no-color', 'lis'], ['list']],
    [
      ['reset', '0'],
      ['02-unshare', '03-chroot'],
    ],
    [['demo', 'CLONE'], ['CLONE_NEWPID']],
    [['demo', 'clone'], ['CLONE_NEWPID']],
    [['demo', '--auto', ''], []],
    [
      ['glossary', ''],
      ['bind', 'PID', 'init'],
    ],
    [['glossary', 'bind', ''], ['mount']],
    [['glossary', 'pid', ''], ['1']],
    [['help', 'do'], ['doctor']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nonsense', ''], []],
  ])('%j', (typed, expected) => expect(values(...typed)).toEqual(expected));

  test('nothing typed: commands and lessons', () => {
    expect(values('')).toEqual(expect.arrayContaining(['open', 'doctor', 'help', '02-unshare']));
    expect(values('')).not.toContain('complete');
  });

  test.each<[string[], string]>([
    [['replay', ''], 'files'],
    [['lint', 'a', ''], 'files'],
    [['run', '--all', '--record', ''], 'files'],
    [['run', '--all', '--', 'ls', ''], 'files'],
    [['list', ''], 'none'],
  ])('%j: the shell completes %s', (typed, paths) => expect(complete(program, typed, COURSE).paths).toBe(paths));
});

test('every argument and every value of an option has a source', () => {
  const names = [program, ...program.commands].flatMap(command => [
    ...command.registeredArguments.map(argument => argument.name()),
    ...command.options.flatMap(({ flags }) => /[<[]([\w-]+)/.exec(flags)?.[1] ?? []),
  ]);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter(name => !(name in SOURCES))).toEqual([]);
});

test('what only some machines have is offered with the mark', () => {
  expect(complete(program, ['demo', 'enable'], COURSE).candidates).toEqual([
    { value: 'enable-controllers', about: 'Processes or children (cgroup v2 only)' },
  ]);
});
