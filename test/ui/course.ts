/** Three small lessons for the tests of the faces. */
import type { ActionStep, Lesson, Step } from '../../src/lesson/lesson.ts';

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
