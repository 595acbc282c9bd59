import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { lineWith, TINY, tiny } from './tiny.ts';

const parse = (text: string) => parseLesson(text, 'lessons/10-tiny.md');

describe('parseLesson', () => {
  it('reads frontmatter, intro and sections', () => {
    const { lesson, problems } = parse(TINY);
    expect(problems).toEqual([]);
    expect(lesson).toMatchObject({ id: '10-tiny', title: 'Tiny', notesStep: null, intro: 'The intro.' });
    expect(lesson?.requires).toEqual({ root: true, namespaces: [], filesystems: [], cgroup: 'none' });
    expect(lesson?.steps.map(({ id, type, text, line }) => ({ id, type, text, line }))).toEqual([
      { id: 'why', type: 'read', text: 'Because.', line: lineWith(TINY, 'id: why') },
      { id: 'go', type: 'action', text: 'Look.', line: lineWith(TINY, 'id: go') },
    ]);
  });

  it('reads the compact form of an op and of an expectation', () => {
    const step = parse(TINY).lesson?.steps[1];
    expect(step).toMatchObject({
      scope: 'aside',
      do: [{ op: 'chdir', args: { path: '/proc' } }],
      expect: [{ test: { fact: 'link.cwd', of: 'aside', is: { eq: '/proc' } }, says: 'It stands in /proc.' }],
      unchanged: [],
    });
  });

  it('keeps expectErrno and otherwise apart from the arguments', () => {
    const op =
      '{ op: mount, target: /x, expectErrno: EBUSY, otherwise: { errno: ENODEV, do: [{ op: fork }], say: "Then so." } }';
    expect(parse(tiny('{ op: chdir, path: /proc }', op)).lesson?.steps[1]).toMatchObject({
      do: [
        {
          op: 'mount',
          args: { target: '/x' },
          expectErrno: 'EBUSY',
          otherwise: { errno: ['ENODEV'], do: [{ op: 'fork' }] },
        },
      ],
    });
  });

  it.each([
    [
      '{ fact: rootId, of: aside, ne: { fact: rootId, of: host }',
      { fact: 'rootId', of: 'aside', is: { ne: { fact: 'rootId', of: 'host' } } },
    ],
    ['{ fact: cgroup.memory.max, of: aside, eq: 64M', { fact: 'cgroup.memory.max', of: 'aside', is: { eq: 2 ** 26 } }],
    [
      '{ fact: cgroup.memory.current, of: aside, lt: 1K',
      { fact: 'cgroup.memory.current', of: 'aside', is: { lt: 1024 } },
    ],
    ['{ fact: mounts, of: aside, length: 0', { fact: 'mounts', of: 'aside', is: { length: 0 } }],
    ['{ not: { errno: EPERM }', { not: { errno: 'EPERM' } }],
    [
      '{ any: [{ errno: EPERM }, { fact: mounts, of: host, changed: false }]',
      { any: [{ errno: 'EPERM' }, { fact: 'mounts', of: 'host', is: { changed: false } }] },
    ],
  ])('reads the expectation %s', (text, test) => {
    const { lesson, problems } = parse(tiny('{ fact: link.cwd, of: aside, eq: /proc', text));
    expect(problems).toEqual([]);
    expect(lesson?.steps[1]).toMatchObject({ expect: [{ test }] });
  });

  it('takes a size as a number, and leaves a share and a mode as they are', () => {
    const ops = '{ op: set-limit, memory: 64M, cpu: 20% }\n      - { op: mkdir, paths: [/x], mode: "755" }';
    expect(parse(tiny('{ op: chdir, path: /proc }', ops)).lesson?.steps[1]).toMatchObject({
      do: [{ args: { memory: 67108864, cpu: '20%' } }, { args: { mode: '755' } }],
    });
  });

  it('sees no heading inside a code fence', () => {
    const text = tiny('Because.', '```\n## not a step\n```');
    expect(parse(text)).toMatchObject({ problems: [], lesson: { steps: [{ text: '```\n## not a step\n```' }, {}] } });
  });

  it.each([
    ['no frontmatter', TINY.slice(4), 'schema', 'no frontmatter'],
    ['broken YAML', tiny('title: Tiny', 'title: [Tiny'), 'kind', 'not valid YAML'],
    ['a doubled key', tiny('kind: extra', 'title: Again'), 'title: Again', 'not valid YAML'],
    ['an alias', tiny('title: Tiny', 'title: *name'), 'title: *name', 'alias *name'],
    ['an unknown key', tiny('minutes: 1', 'minuts: 1'), 'minuts', 'unknown key "minuts"'],
    ['a text without quotes', tiny('title: Why }', 'title: Why, oh why }'), 'oh why', 'unknown key "oh why"'],
    ['a number that is none', tiny('minutes: 1', 'minutes: soon'), 'minutes', '"minutes" is not a number'],
    ['an unknown kind', tiny('kind: extra', 'kind: xtra'), 'kind', '"kind" cannot be "xtra"'],
    ['an unknown step type', tiny('type: read', 'type: quizz'), 'type: quizz', 'unknown type "quizz"'],
    ['two comparisons', tiny('eq: /proc,', 'eq: /proc, ne: /,'), 'eq: /proc', 'one comparison'],
    ['nothing to test', tiny('fact: link.cwd, of: aside, eq: /proc, ', ''), 'says:', 'one thing to test'],
    ['a step without text', tiny('## go\nLook.\n', ''), 'id: go', 'step go has no text'],
    ['text without a step', `${TINY}\n## gone\nText.\n`, '## gone', 'no step is called "gone"'],
    ['a doubled section', `${TINY}\n## go\nText.\n`, '## why', 'there twice'],
  ])('says where %s is', (name, text, part, message) => {
    const { problems } = parse(text);
    const line = name === 'a doubled section' ? text.split('\n').lastIndexOf('## go') + 1 : lineWith(text, part);
    expect(problems[0]).toMatchObject({ file: 'lessons/10-tiny.md', message: expect.stringContaining(message) });
    expect(problems[0]?.fix).not.toBe('');
    if (name !== 'no frontmatter') expect(problems[0]?.line).toBe(line);
  });
});
