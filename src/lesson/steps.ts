/** One reader per step type. A new type is a new entry of `READERS` and a new member of `Step`. */
import { readExpectation, readTest } from './expectation.ts';
import type {
  ActionStep,
  ByHand,
  ChallengeStep,
  Choice,
  LessonOp,
  Only,
  QuestionStep,
  SolutionLine,
  Sought,
  Step,
} from './lesson.ts';
import { OPS, parseSize } from './ops.ts';
import { suggest } from './problem.ts';
import { complain, isMap, Shape } from './shape.ts';
import { type Plain, sameLines } from './yaml.ts';

/** What every step has; the text comes from the section of the same name. */
type Base = Pick<Step, 'id' | 'title' | 'text' | 'line'>;

const BASE_KEYS = ['id', 'type', 'title'];

/** What the file calls a type; experiments are actions, and predictions and quizzes are questions. */
export const READERS: Readonly<Record<string, (shape: Shape, base: Base) => Step>> = {
  read(shape, base) {
    shape.onlyKeys([...BASE_KEYS, 'only']);
    return { ...base, type: 'read', ...readOnly(shape) };
  },
  action(shape, base) {
    shape.onlyKeys([...BASE_KEYS, 'scope', ...ACTION_KEYS]);
    return readAction(shape, base, shape.word('scope', ['main', 'aside']));
  },
  breakIt(shape, base) {
    shape.onlyKeys([...BASE_KEYS, 'ask', ...ACTION_KEYS]);
    return { ...readAction(shape, base, 'aside'), ask: shape.text('ask') };
  },
  predict(shape, base) {
    shape.onlyKeys([...BASE_KEYS, 'question', 'before', 'choices']);
    return readQuestion(shape, base, shape.text('before'));
  },
  quiz(shape, base) {
    shape.onlyKeys([...BASE_KEYS, 'question', 'choices']);
    return readQuestion(shape, base, null);
  },
  challenge(shape, base) {
    shape.onlyKeys([...BASE_KEYS, ...CHALLENGE_KEYS]);
    return readChallenge(shape, base);
  },
};

const CHALLENGE_KEYS = [
  'task',
  'seeks',
  'checks',
  'stars',
  'afterwards',
  'partial',
  'nothing',
  'hints',
  'solution',
  'cleanup',
];

function readChallenge(shape: Shape, base: Base): ChallengeStep {
  const expectation = `a test of challenge ${base.id}`;
  const line = `a line of challenge ${base.id}`;
  return {
    ...base,
    type: 'challenge',
    task: shape.text('task'),
    seeks: readSought(shape),
    checks: shape.each('checks', expectation, readExpectation, false),
    stars: shape.each('stars', expectation, readExpectation),
    afterwards: shape.has('afterwards') ? shape.text('afterwards') : null,
    partial: shape.each('partial', `a half-way state of challenge ${base.id}`, readPartial),
    nothing: shape.text('nothing'),
    hints: shape.texts('hints'),
    solution: shape.each('solution', line, readSolutionLine, false),
    cleanup: shape.each('cleanup', line, readSolutionLine),
  };
}

/** `process`, or `{ cgroup: NAME }`. */
function readSought(shape: Shape): Sought {
  const value = shape.map.seeks;
  const name = isMap(value) ? value.cgroup : undefined;
  if (typeof name === 'string' && /^(?:[\w-]|\{[a-z]+\})+$/.test(name)) return { kind: 'cgroup', name };
  if (value !== 'process')
    complain(
      shape.report,
      shape.line('seeks'),
      `${shape.what}: "seeks" is neither a process nor a group`,
      'write seeks: process, or seeks: { cgroup: NAME }',
    );
  return { kind: 'process' };
}

function readPartial(shape: Shape): ChallengeStep['partial'][number] | null {
  shape.onlyKeys(['when', 'says']);
  const says = shape.text('says');
  const value = shape.map.when;
  if (isMap(value)) {
    const when = readTest(new Shape(shape.report, value, '"when"'));
    return when && sameLines({ when, says }, shape.map);
  }
  complain(
    shape.report,
    shape.line('when'),
    `${shape.what} has no test`,
    'write when: { fact: …, of: candidate, eq: … }',
  );
  return null;
}

function readSolutionLine(shape: Shape): SolutionLine {
  shape.onlyKeys(['run', 'only']);
  const line: SolutionLine = { run: shape.text('run') };
  if (shape.has('only')) line.only = shape.word('only', ['v1', 'v2']);
  return sameLines(line, shape.map);
}

const ACTION_KEYS = ['do', 'expect', 'unchanged', 'byHand', 'only'];

function readAction(shape: Shape, base: Base, scope: ActionStep['scope']): ActionStep {
  return {
    ...base,
    type: 'action',
    scope,
    do: shape.each('do', `an op of step ${base.id}`, readOp, false),
    expect: shape.each('expect', `an expectation of step ${base.id}`, readExpectation),
    unchanged: shape.each('unchanged', `an expectation of step ${base.id}`, readExpectation),
    byHand: shape.each('byHand', `a byHand line of step ${base.id}`, readByHand),
    ...readOnly(shape),
  };
}

function readOnly(shape: Shape): { only?: Only } {
  return shape.has('only') ? { only: shape.word('only', ['v1', 'v2', 'rootless']) } : {};
}

function readQuestion(shape: Shape, base: Base, before: string | null): QuestionStep {
  const choices = shape.each('choices', `a choice of step ${base.id}`, readChoice, false);
  return { ...base, type: 'question', question: shape.text('question'), before, choices };
}

function readChoice(shape: Shape): Choice {
  shape.onlyKeys(['id', 'text', 'correct', 'trueWhen', 'why']);
  const choice: Choice = {
    id: shape.text('id'),
    text: shape.text('text'),
    correct: shape.yes('correct', false),
    why: shape.text('why'),
  };
  const when = shape.map.trueWhen;
  if (isMap(when)) {
    const test = readTest(new Shape(shape.report, when, '"trueWhen"'));
    if (test !== null) choice.trueWhen = test;
  } else if (when !== undefined) {
    complain(
      shape.report,
      shape.line('trueWhen'),
      '"trueWhen" is not a map',
      'write trueWhen: { fact: …, of: …, eq: … }',
    );
  }
  return sameLines(choice, shape.map);
}

export function readStep(shape: Shape, textOf: (id: string) => string): Step | null {
  const id = shape.text('id');
  const type = shape.text('type');
  const read = READERS[type];
  if (read === undefined) {
    if (shape.has('type'))
      complain(
        shape.report,
        shape.line('type'),
        `step ${id} has an unknown type "${type}"`,
        suggest(type, Object.keys(READERS)),
      );
    return null;
  }
  const base: Base = { id, title: shape.text('title'), text: textOf(id), line: shape.line() };
  return sameLines(read(shape, base), shape.map);
}

/** The keys of an op beside its arguments. */
const OP_KEYS = ['op', 'expectErrno', 'otherwise'];

function readOp(shape: Shape): LessonOp {
  const op: LessonOp = { op: shape.text('op'), args: readArgs(shape) };
  if (shape.has('expectErrno')) op.expectErrno = shape.text('expectErrno');
  const otherwise = shape.map.otherwise;
  if (isMap(otherwise)) {
    const other = new Shape(shape.report, otherwise, '"otherwise"').onlyKeys(['errno', 'do', 'say']);
    op.otherwise = {
      errno:
        other.map.errno === 'any'
          ? 'any'
          : typeof other.map.errno === 'string'
            ? [other.text('errno')]
            : other.texts('errno'),
      do: other.each('do', 'an op of "otherwise"', readOp, false),
      say: other.text('say'),
    };
  } else if (otherwise !== undefined) {
    complain(
      shape.report,
      shape.line('otherwise'),
      '"otherwise" is not a map',
      'write otherwise: { errno: …, do: […], say: "…" }',
    );
  }
  return sameLines(op, shape.map);
}

/** Everything beside `OP_KEYS`, in the form the op's table wants; whether it fits is `check.ts`'s business. */
function readArgs(shape: Shape): LessonOp['args'] {
  const types = OPS[shape.text('op', '')]?.args ?? {};
  const args: LessonOp['args'] = {};
  for (const [key, value] of Object.entries(shape.map)) {
    if (OP_KEYS.includes(key)) continue;
    const read = readArgument(value, types[key]?.type);
    if (read === null)
      complain(
        shape.report,
        shape.line(key),
        `the argument "${key}" is neither text, number nor list`,
        'write a text, a number or [a, b]',
      );
    else args[key] = read;
  }
  return args;
}

function readArgument(value: Plain, type: string | undefined): string | number | string[] | null {
  if (Array.isArray(value)) return value.every(item => typeof item === 'string') ? (value as string[]) : null;
  if (typeof value !== 'string') return typeof value === 'number' ? value : null;
  if (type === 'size') return parseSize(value) ?? value;
  return value;
}

function readByHand(shape: Shape): ByHand {
  shape.onlyKeys(['run', 'shows', 'where', 'only']);
  const line: ByHand = {
    run: shape.text('run'),
    shows: shape.text('shows'),
    where: shape.word('where', ['own', 'live']),
  };
  if (shape.has('only')) line.only = shape.word('only', ['v1', 'v2']);
  return sameLines(line, shape.map);
}
