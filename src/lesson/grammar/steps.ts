/** Steps of a lesson; experiments are actions, and predictions and quizzes are questions. */
import * as v from 'valibot';
import { suggest } from '../../protocol/did-you-mean.ts';
import type { ByHand, ChallengeStep, Choice, SolutionLine, Sought, Step } from '../lesson.ts';
import { STEP_ID } from '../name.ts';
import { lineOf, sameLines } from '../yaml.ts';
import { claim, testUnder } from './claims.ts';
import { always, annotated, type Explain, type Form, form } from './form.ts';
import * as f from './forms.ts';
import { op } from './ops.ts';

const VERSION = f.optional(f.word(['v1', 'v2'], 'only where cgroups have this version; hybrid counts as v1'));
const ONLY = f.optional(
  f.word(
    ['v1', 'v2', 'rootless'],
    "only where cgroups have this version (hybrid counts as v1), or in a session without root's rights",
  ),
);

const WHEN = '{ fact: …, of: …, eq: … }';

const choice = f.map('a choice of step {step}', {
  id: f.text(),
  text: f.text(),
  correct: f.optional(f.boolean("the author's opinion; exactly one"), false),
  trueWhen: v.optional(
    v.pipe(
      testUnder('trueWhen', always('"trueWhen" is not a map', `write trueWhen: ${WHEN}`)),
      v.description('the kernel is the judge: right when this holds after the action'),
    ),
  ),
  why: f.text('shown after the verdict'),
}) satisfies Form<Choice | null>;

const byHand = f.map('a byHand line of step {step}', {
  run: f.text('a shell command line'),
  shows: f.text('a regular expression that its output must match', { format: 'regex' }),
  where: f.word(['own', 'live'], 'own: stands alone; live: looks at the running session'),
  only: VERSION,
}) satisfies Form<ByHand | null>;

const ANY = { minItems: 1 };

const ACTION = {
  do: f.list(op('an op of step {step}'), 'ops, one to five, the fewer the better (an experiment: up to eight)', ANY),
  expect: f.requiredForEditors(
    f.optional(
      f.list(
        claim('an expectation of step {step}'),
        'claims, judged by the kernel after the action; false before it',
        ANY,
      ),
      [],
    ),
  ),
  unchanged: f.optional(f.list(claim('an expectation of step {step}'), 'claims about what did not move'), []),
  byHand: f.requiredForEditors(
    f.optional(f.list(byHand, 'the same thing as command lines: `{ run, shows, where, only }`', ANY), []),
  ),
  only: ONLY,
};

const QUESTION = {
  question: f.text('one sentence, with a question mark'),
  choices: f.list(choice, '`{ id, text, correct, trueWhen, why }`; one has `correct: true`', { minItems: 2 }),
};

const sought = form(
  v.union([
    v.pipe(
      v.literal('process'),
      v.transform((): Sought => ({ kind: 'process' })),
    ),
    v.pipe(
      v.object({ cgroup: v.pipe(v.string(), v.regex(/^(?:[\w-]|\{[a-z]+\})+$/)) }),
      v.transform(({ cgroup }): Sought => ({ kind: 'cgroup', name: cgroup })),
    ),
  ]),
  always('{what}: "seeks" is neither a process nor a group', 'write seeks: process, or seeks: { cgroup: NAME }'),
  { kind: 'process' },
);

const partial = f.transformed(
  f.map('a half-way state of challenge {step}', {
    when: testUnder('when', always('{what} has no test', 'write when: { fact: …, of: candidate, eq: … }')),
    says: f.text(),
  }),
  ({ when, says }, from) => (when === undefined ? null : sameLines({ when, says }, from)),
) satisfies Form<ChallengeStep['partial'][number] | null>;

const line = f.map('a line of challenge {step}', {
  run: f.text(),
  only: VERSION,
}) satisfies Form<SolutionLine | null>;
const check = claim('a test of challenge {step}');

const CHALLENGE = {
  task: f.text('what to bring about, in Markdown'),
  seeks: v.pipe(sought, v.description('`process` (a new one), or `{ cgroup: NAME }`')),
  checks: f.list(check, 'claims about `candidate`; all hold for one: solved', ANY),
  stars: f.optional(f.list(check, 'one more star for each that holds'), []),
  afterwards: f.optional(
    f.text('a group only: once the checks have held it must be gone again; this sentence says so'),
    null,
  ),
  partial: f.requiredForEditors(
    f.optional(
      f.list(
        partial,
        'half-way states, for the first hint: `{ when, says }`, in the order of the checks. Each belongs to the first check with one of the same facts, and is told only while that one is the first that does not hold: what it says may rest on the checks before',
        ANY,
      ),
      [],
    ),
  ),
  nothing: f.text('the first hint while there is no candidate'),
  hints: f.texts('the second and the third hint', { minItems: 2, maxItems: 2 }),
  solution: f.list(line, 'what one could type, line by line: `{ run, only }`', ANY),
  cleanup: f.optional(f.list(line, 'what undoes it'), []),
};

/** What every step has; its text comes from the section of the same name (parse.ts). */
type Base = Pick<Step, 'id' | 'title' | 'text' | 'line'>;
type Rest<S> = S extends Step ? Omit<S, keyof Base> : never;

const ID = f.text('also the heading of its text', { pattern: STEP_ID.source });
const TITLE = f.text('a few words, for the list of steps');

/** A type of step: its keys, and what becomes of them. */
function kind<E extends Record<string, Form<unknown>>>(
  type: string,
  entries: E,
  make: (read: f.MapOf<E>) => Rest<Step>,
): Form<Step | null> {
  const keys = { id: ID, type: v.literal(type) as Form<string>, title: TITLE };
  const read = f.map('a step', { ...keys, ...entries }) as Form<(f.MapOf<E> & f.MapOf<typeof keys>) | null>;
  const made = f.transformed(read, ({ id, type: _, title, ...own }, from) =>
    sameLines({ id, title, text: '', line: lineOf(from), ...make(own as unknown as f.MapOf<E>) } as Step, from),
  );
  return annotated(made, { guide: ['steps', type] });
}

/** What the file calls a type of step. */
export const STEP_KINDS: Readonly<Record<string, Form<Step | null>>> = {
  read: kind('read', { only: ONLY }, own => ({ type: 'read', ...own })),
  action: kind(
    'action',
    { scope: f.word(['main', 'aside'], '`main`: its effect stays; `aside`: on a fresh process'), ...ACTION },
    own => ({ type: 'action', ...own }),
  ),
  breakIt: kind('breakIt', { ask: f.text('what to ask oneself before it runs'), ...ACTION }, own => ({
    type: 'action',
    scope: 'aside',
    ...own,
  })),
  predict: annotated(
    kind('predict', { before: f.text('id of a later action, after which it is judged'), ...QUESTION }, own => ({
      type: 'question',
      ...own,
    })),
    { editor: { required: ['id', 'type', 'title', 'question', 'before', 'choices'] } },
  ),
  quiz: kind('quiz', QUESTION, own => ({ type: 'question', before: null, ...own })),
  challenge: kind('challenge', CHALLENGE, own => ({ type: 'challenge', ...own })),
};

const unknownType: Explain = ({ value, step, ...place }) =>
  typeof value !== 'string'
    ? f.expected('a text')({ value, step, ...place })
    : { message: `step ${step} has an unknown type "${value}"`, fix: suggest(value, Object.keys(STEP_KINDS)) };
const ofNoKind = f.map(
  'a step',
  { id: f.text(), type: form(v.picklist(Object.keys(STEP_KINDS)), unknownType, '') },
  { known: null },
);

export const STEP = annotated(
  f.byWord(
    'type',
    STEP_KINDS,
    f.transformed(ofNoKind, () => null),
  ),
  { ref: 'step' },
);
