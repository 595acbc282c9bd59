import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/lesson/check.ts';
import type { LessonLists } from '../../src/lesson/lists.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { lineWith, TINY, tiny } from './tiny.ts';

const words: LessonLists = {
  corrections: new Map([['C01', { id: 'C01', note: '', truth: '', source: '', lessons: [] }]]),
  glossary: new Map([['mount', { term: 'mount', text: '', lessons: [], aliases: ['mounting'] }]]),
  inventory: new Set(['A01']),
};

function check(text: string, file = '10-tiny.md') {
  const { lesson, problems } = parseLesson(text, file);
  expect(problems).toEqual([]);
  return lesson === undefined ? [] : checkLesson(lesson, words);
}

const OP = '{ op: chdir, path: /proc }';
const TEST = 'fact: link.cwd, of: aside, eq: /proc';

describe('checkLesson', () => {
  it('finds nothing wrong with a correct lesson', () => {
    expect(check(TINY)).toEqual([]);
    expect(check(tiny('watch: [link.cwd]', 'corrections: [C01]\nterms: [mount]\ncovers: [A01]'))).toEqual([]);
  });

  it.each([
    ['an unknown op', OP, '{ op: chrdir, path: /proc }', 'unknown op "chrdir"', 'did you mean "chdir"?'],
    ['an unknown argument', OP, '{ op: chdir, paht: /proc }', 'takes no argument "paht"', 'did you mean "path"?'],
    ['a missing argument', OP, '{ op: chdir }', 'chdir has no "path"', 'add path: …'],
    ['an op that only JavaScript knows', OP, '{ op: constructor }', 'unknown op "constructor"', 'use one of: mount'],
    [
      'an argument that only JavaScript knows',
      OP,
      '{ op: fork, constructor: /x }',
      'fork takes no argument "constructor"',
      'it takes none: leave it out',
    ],
    [
      'an argument where none is taken',
      OP,
      '{ op: fork, path: /x }',
      'fork takes no argument "path"',
      'it takes none: leave it out',
    ],
    [
      'an unknown flag',
      OP,
      '{ op: unshare, flags: [CLONE_NEWUTC] }',
      'unknown flag "CLONE_NEWUTC"',
      'did you mean "CLONE_NEWUTS"?',
    ],
    [
      'a path that is none',
      OP,
      '{ op: chdir, path: proc }',
      'cannot be "proc"',
      'write an absolute path without "..", or "."',
    ],
    [
      'a path that climbs',
      OP,
      '{ op: chdir, path: /a/../b }',
      'cannot be "/a/../b"',
      'write an absolute path without "..", or "."',
    ],
    [
      'an unknown template',
      OP,
      '{ op: chdir, path: "/x/{roots}" }',
      'nothing stands for {roots}',
      'did you mean "rootfs"?',
    ],
    [
      'a size that is none',
      OP,
      '{ op: set-limit, memory: lots }',
      'cannot be "lots"',
      'write a number of bytes, or a size such as 64M',
    ],
    [
      'a part of a CPU that is none',
      OP,
      '{ op: set-limit, cpu: much }',
      'cannot be "much"',
      'write a part of one CPU, such as 20%',
    ],
    [
      'a mode that is none',
      OP,
      '{ op: mkdir, paths: [/x], mode: "9" }',
      'cannot be "9"',
      'write octal digits in quotes',
    ],
    ['a limit on nothing', OP, '{ op: set-limit }', 'sets nothing', 'give at least one of: memory, swap, pids, cpu'],
    [
      'an unknown error',
      OP,
      '{ op: chdir, path: /x, expectErrno: ENOENTT }',
      'unknown error "ENOENTT"',
      'did you mean "ENOENT"?',
    ],
    [
      'a fallback that is wrong',
      OP,
      '{ op: fork, otherwise: { errno: EPERM, do: [{ op: frok }], say: "So." } }',
      'unknown op "frok"',
      'did you mean "fork"?',
    ],
    [
      "a program on the machine's root that nobody asked for",
      OP,
      '{ op: exec, argv: ["{apps}", info] }',
      'the root is still that of the machine',
      'add root: host if the experiment wants that',
    ],
    ['the app in an aside', OP, '{ op: start-app }', 'an aside cannot start the app', 'use exec, or scope: main'],
    [
      'an unknown fact',
      TEST,
      'fact: link.cvd, of: aside, eq: /',
      'unknown fact "link.cvd"',
      'did you mean "link.cwd"?',
    ],
    [
      'an unknown fact beside it',
      TEST,
      'fact: link.cwd, of: aside, eq: { fact: links.root, of: host }',
      'unknown fact "links.root"',
      'did you mean "link.root"?',
    ],
    [
      'a subject that is not there',
      TEST,
      'fact: link.cwd, of: stage, eq: /proc',
      'there is no subject "stage"',
      'use one of: aside, host',
    ],
    [
      'an error that no op wants',
      TEST,
      'errno: EBUSY',
      'the last op of go does not want EBUSY',
      'give it expectErrno: EBUSY',
    ],
    ['a broken pattern', TEST, 'fact: link.cwd, of: aside, matches: "("', 'is not a regular expression', 'mend it'],
    ['a claim that is no sentence', 'It stands in /proc.', 'in proc', 'is not a sentence', 'end it with a full stop'],
    [
      'a stand-alone line with the session in it',
      'cd /proc; pwd',
      'cat /proc/{pid}/status',
      'nothing stands for {pid}',
      'use where: live',
    ],
    ['a watched fact that is none', '[link.cwd]', '[link.cvd]', 'unknown fact "link.cvd"', 'did you mean "link.cwd"?'],
    ['an unknown correction', 'watch:', 'corrections: [C99]\nwatch:', '"C99" is not in corrections.yaml', ''],
    [
      'an unknown term',
      'watch:',
      'terms: [mounts]\nwatch:',
      '"mounts" is not in glossary.yaml',
      'did you mean "mount"?',
    ],
    ['an unknown row', 'watch:', 'covers: [Z01]\nwatch:', '"Z01" is not in inventory.tsv', ''],
    [
      'a step of the notes that is none',
      'kind: extra',
      'kind: extra\nnotesStep: 7',
      'the notes have no step 7',
      'write 1 to 6',
    ],
    [
      'a manual page that is none',
      'watch:',
      'reading: [{ man: mount }]\nwatch:',
      'is not a manual page',
      'write it like "mount(2)"',
    ],
  ])('finds %s', (_name, from, to, message, fix) => {
    const text = tiny(from, to);
    const [problem, ...more] = check(text);
    expect(more).toEqual([]);
    expect(problem?.message).toContain(message);
    expect(problem?.fix).toContain(fix);
    const part = to.split('\n').find(line => line !== 'kind: extra') ?? to;
    expect(problem?.line).toBe(lineWith(text, part));
  });

  it('wants ops, expectations and a line by hand for every action', () => {
    const text = TINY.replace(/ {4}do:[\s\S]*where: own }/, '    do: []');
    expect(check(text).map(p => p.message)).toEqual([
      'action go has no ops',
      'action go has no expectation',
      'action go has no byHand line',
    ]);
  });

  it('wants unique step names and a proper file name', () => {
    const twice = tiny('id: go', 'id: why').replace('\n## go\nLook.\n', '');
    expect(check(twice)[0]?.message).toBe('two steps are called "why"');
    expect(check(TINY, 'Tiny.md')[0]?.message).toBe('"Tiny" is not a lesson\'s name');
  });

  const asked = (trueWhen: string) =>
    tiny(
      '  - id: go\n',
      `  - id: q
    type: predict
    before: go
    title: Q
    question: Where?
    choices:
      - { id: a, text: Here, correct: true, why: So., trueWhen: ${trueWhen} }
      - { id: b, text: There, why: No. }
  - id: go
`,
    ).replace('## go', '## q\nGuess.\n\n## go');

  it('holds what a choice says against the action that it is about', () => {
    expect(check(asked(`{ ${TEST} }`))).toEqual([]);
    expect(check(asked('{ fact: link.cwd, of: stage, eq: /proc }')).map(p => p.message)).toEqual([
      'in an aside there is no subject "stage"',
    ]);
    expect(check(asked('{ fact: link.cdw, of: aside, eq: /proc }')).map(p => p.message)).toEqual([
      'unknown fact "link.cdw"',
    ]);
    expect(check(asked('{ errno: EBUSY }')).map(p => p.message)).toEqual(['the last op of go does not want EBUSY']);
  });

  it('knows the facts that may be waited for, and the layouts a step may be for', () => {
    expect(check(tiny(OP, '{ op: wait-until, fact: cgroup.pids.curent, ge: 3, seconds: 5 }')).map(p => p.fix)).toEqual([
      'did you mean "cgroup.pids.current"?',
    ]);
    expect(check(tiny(OP, '{ op: wait-until, fact: cgroup.memory.current, ge: 24M, seconds: 5 }'))).toEqual([]);
    expect(check(tiny('    title: Go\n', '    title: Go\n    only: v2\n'))).toEqual([]);
    const { problems } = parseLesson(tiny('    title: Go\n', '    title: Go\n    only: hybrid\n'), '10-tiny.md');
    expect(problems.map(p => p.message)).toContainEqual(expect.stringContaining('"only" cannot be "hybrid"'));
  });
});

describe('what others may change meanwhile', () => {
  it.each([
    ['a list of mounts that stays', '{ fact: mounts, of: host, changed: false,'],
    ['a list of mounts without a name', '{ fact: mounts, of: host, lacks: lab-mine,'],
    ['the name of the machine', '{ fact: hostname, of: host, changed: false,'],
    ['its network devices', '{ fact: net.devices, of: host, eq: [lo],'],
    ['its root directory', '{ fact: root.entries, of: host, contains: etc,'],
  ])('of the whole machine no claim is made about %s', (_what, claim) => {
    const [problem] = check(tiny('{ fact: link.cwd, of: aside, eq: /proc,', claim));
    expect(problem?.message).toContain('of the whole machine, which others may change meanwhile');
    expect(problem?.fix).toMatch(/^claim it of your subject/);
  });

  it.each([
    '{ fact: hostname, of: host, ne: { fact: hostname, of: aside },',
    '{ fact: ns.uts, of: host, changed: false,',
    '{ fact: mounts, of: aside, onlyHere: lab-mine,',
  ])('%s is fine', claim => {
    expect(check(tiny('{ fact: link.cwd, of: aside, eq: /proc,', claim))).toEqual([]);
  });

  it('only mounts of a subject are compared with those of the host', () => {
    const [problem] = check(
      tiny('{ fact: link.cwd, of: aside, eq: /proc,', '{ fact: link.cwd, of: aside, onlyHere: /proc,'),
    );
    expect(problem?.message).toBe('"onlyHere" compares mounts with those of the host');
  });
});

describe('capabilities', () => {
  it.each([
    [
      '{ fact: status.CapEff, of: aside, lacksCap: CAP_SYS_ADMIM,',
      'unknown capability "CAP_SYS_ADMIM"',
      'did you mean "CAP_SYS_ADMIN"?',
    ],
    [
      '{ fact: status.Seccomp, of: aside, lacksCap: CAP_CHOWN,',
      'status.Seccomp is no set of capabilities',
      'use status.CapEff or status.CapBnd',
    ],
  ])('%s', (claim, message, fix) => {
    expect(check(tiny('{ fact: link.cwd, of: aside, eq: /proc,', claim))).toMatchObject([{ message, fix }]);
  });
});

describe('hints of a challenge', () => {
  const NET = '{ fact: ns.net, of: candidate, eq: { fact: ns.net, of: host } }';
  const NAME = '{ not: { fact: hostname, of: candidate, eq: mine } }';
  const challenge = (...whens: string[]) =>
    tiny(
      '---\nThe intro.',
      `  - id: turn
    type: challenge
    title: Turn
    task: Do it.
    seeks: process
    checks:
      - { fact: ns.net, of: candidate, ne: { fact: ns.net, of: host }, says: "Its network is its own." }
      - { fact: hostname, of: candidate, eq: mine, says: "It is called mine." }
    partial:
${whens.map((when, i) => `      - { when: ${when}, says: "Hint ${i}." }`).join('\n')}
    nothing: Nothing yet.
    hints: [One., Two.]
    solution:
      - { run: "true" }
---
The intro.`,
    ).replace('## go', '## turn\nTurn.\n\n## go');

  it('stand in the order of the checks', () => {
    expect(check(challenge(NET, NAME))).toEqual([]);
    const [problem, ...more] = check(challenge(NAME, NET));
    expect(more).toEqual([]);
    expect(problem?.message).toBe('challenge turn: the hint "Hint 1." comes after one about a later check');
  });

  it('belong to a check', () => {
    const [problem] = check(challenge('{ fact: ns.ipc, of: candidate, eq: { fact: ns.ipc, of: host } }'));
    expect(problem?.message).toContain('"Hint 0." belongs to no check');
  });

  it('can be given: not only while their check holds', () => {
    const [problem] = check(challenge('{ fact: hostname, of: candidate, eq: mine }'));
    expect(problem?.message).toContain('"Hint 0." is meant for when its check holds');
  });
});
