/** Three small lessons for the tests of the user interfaces. */
import type { ActionStep, Lesson, QuestionStep, Step } from '../../src/lesson/lesson.ts';
import type { GlossaryTerm } from '../../src/lesson/lists.ts';

export function lesson(id: string, title: string, steps: Step[], more: Partial<Lesson> = {}): Lesson {
  return {
    schema: 1,
    id,
    title,
    kind: 'core',
    notesStep: null,
    minutes: 15,
    objectives: [`Say what ${title} is good for.`],
    covers: [],
    corrections: [],
    terms: [],
    requires: { root: true, namespaces: [], filesystems: [], cgroup: 'any' },
    watch: [],
    steps,
    reading: [],
    intro: '',
    file: `lessons/${id}.md`,
    ...more,
  };
}

export function read(id: string, text: string): Step {
  return { type: 'read', id, title: id.replaceAll('-', ' '), text, line: 1 };
}

export function action(id: string, more: Partial<ActionStep>): ActionStep {
  return {
    type: 'action',
    id,
    title: id.replaceAll('-', ' '),
    text: `The text of ${id}.`,
    line: 1,
    scope: 'main',
    do: [],
    expect: [],
    unchanged: [],
    byHand: [],
    ...more,
  };
}

const test = { fact: 'hostname', of: 'stage', is: { changed: true } } as const;

export const COURSE: Lesson[] = [
  lesson('00-orientation', 'Orientation', [read('hello', 'A *container* is a **process** with `pointers`.')], {
    kind: 'warmup',
    minutes: 5,
  }),
  lesson(
    '02-unshare',
    'Unshare: a view of its own',
    [
      read(
        'eight-links',
        Array.from({ length: 40 }, (_, i) => `Paragraph ${i + 1} of a long text about namespaces.`).join('\n\n'),
      ),
      action('uts', {
        do: [
          { op: 'unshare', args: { flags: ['CLONE_NEWUTS'] } },
          { op: 'sethostname', args: { name: 'lab-box' } },
        ],
        expect: [{ test, says: 'The stage is called lab-box.' }],
        unchanged: [{ test, says: 'The host has kept its name.' }],
        byHand: [{ run: 'sudo nsenter -t {pid} -u hostname', shows: 'x', where: 'live' }],
      }),
      action('pid', {
        do: [
          { op: 'unshare', args: { flags: ['CLONE_NEWPID'] } },
          { op: 'fork', args: {} },
        ],
        expect: [{ test, says: 'One process, two numbers.' }],
      }),
      read('docker', 'Docker does the same.'),
    ],
    {
      notesStep: 2,
      minutes: 20,
      watch: ['ns.uts', 'hostname'],
      reading: [{ man: 'unshare(2)' }, { man: 'namespaces(7)' }],
    },
  ),
  lesson(
    '05-limits',
    'Set limits',
    [
      action('memory', {
        do: [{ op: 'set-limit', args: { memory: '32M' } }],
        expect: [{ test, says: 'The limit is 32 MiB.' }],
      }),
    ],
    { notesStep: 5 },
  ),
];

const FOUR: QuestionStep['choices'] = [
  { id: 'one', text: '1, it is the first in a new namespace', correct: false, why: 'A PID never changes.' },
  { id: 'same', text: 'The same number as before', correct: true, why: 'Only its future children are numbered anew.' },
  { id: 'zero', text: '0', correct: false, why: 'Zero is how a parent outside looks from inside.' },
  { id: 'fails', text: 'The call fails without `fork`', correct: false, why: 'The call itself succeeds.' },
];

/** A lesson that asks: a prediction, the action that judges it, a quiz, an experiment. */
export const ASKING: Lesson = lesson(
  '07-ask',
  'Questions',
  [
    {
      type: 'question',
      id: 'own-pid',
      title: 'Its own PID',
      text: 'A PID namespace numbers processes anew.',
      line: 1,
      question: 'After `unshare(CLONE_NEWPID)`, what is the PID of the caller?',
      before: 'new-pid',
      choices: FOUR,
    },
    action('new-pid', {
      title: 'New PID numbering',
      do: [{ op: 'unshare', args: { flags: ['CLONE_NEWPID'] } }],
      expect: [{ test, says: 'Its own PID namespace is the old one.' }],
    }),
    {
      type: 'question',
      id: 'who-counts',
      title: 'Who counts',
      text: '',
      line: 1,
      question: 'Which call gives the first process of the new namespace?',
      before: null,
      choices: [
        { id: 'x', text: 'fork', correct: true, why: 'The first child becomes PID 1.' },
        { id: 'y', text: 'exec', correct: false, why: 'The process stays the same.' },
      ],
    },
    action('bomb', {
      title: 'A fork bomb',
      text: 'The *kernel* refuses.',
      scope: 'aside',
      ask: 'How many processes will there be?',
      do: [{ op: 'create-cgroup', args: { name: 'bomb' } }],
      expect: [{ test, says: 'Not more than 20.' }],
    }),
  ],
  { notesStep: 2 },
);

/** A lesson with a challenge, and something after it. */
export const CHALLENGING: Lesson = lesson(
  '08-solve',
  'Solve it',
  [
    {
      type: 'challenge',
      id: 'own-name',
      title: 'A name of its own',
      text: '',
      line: 1,
      task: 'Start a process that has **a host name of its own**: `my-box`. This machine keeps its name.',
      seeks: { kind: 'process' },
      checks: [
        { test, says: 'It has a UTS namespace of its own.' },
        { test, says: 'Its host name is my-box.' },
        { test, says: 'This machine has kept its name.' },
      ],
      stars: [
        { test, says: 'It is PID 1 of a PID namespace of its own.' },
        { test, says: 'Its mounts are private.' },
      ],
      afterwards: null,
      partial: [],
      nothing: 'Nothing new is seen.',
      hints: ['A namespace is asked for with `unshare`.', 'Try `unshare --uts`, then `hostname`.'],
      solution: [{ run: "{sudo}unshare --uts sh -c 'hostname my-box; exec sleep 60'" }],
      cleanup: [],
    },
    {
      type: 'challenge',
      id: 'group',
      title: 'A group that goes again',
      text: 'A group is a directory.',
      line: 1,
      task: 'Make a group `my-group`, then remove it.',
      seeks: { kind: 'cgroup', name: 'my-group' },
      checks: [{ test, says: 'It has a limit of 32 MiB.' }],
      stars: [],
      afterwards: 'The group is gone again.',
      partial: [],
      nothing: 'No such group yet.',
      hints: ['mkdir', 'rmdir'],
      solution: [{ run: '{sudo}mkdir /sys/fs/cgroup/my-group' }],
      cleanup: [],
    },
    read('end', 'That was it.'),
  ],
  { notesStep: 2 },
);

export const GLOSSARY: GlossaryTerm[] = [
  {
    term: 'cgroup (control group)',
    text: 'A set of processes counted together.',
    lessons: ['04'],
    aliases: ['cgroup'],
  },
  { term: 'kernel', text: 'The program that runs the machine.', lessons: ['00'], aliases: [] },
  { term: 'PID namespace', text: 'Numbers processes anew.', lessons: ['02'], aliases: [] },
  { term: 'NAT / DNAT', text: 'Rewrites addresses.', lessons: ['14'], aliases: ['NAT', 'DNAT'] },
];
