/**
 * JSON Schema (draft-07, what editors know) of a lesson's frontmatter. `npm run documents` writes it to
 * lessons/lesson.schema.json; the readers (parse.ts, steps.ts) stay the judge, and the tests hold the two together.
 */
import { closed, type Guide, listOf, OPERAND, ref, type Schema, text, wordDefinitions } from './schema-words.ts';

const VERSION: Schema = {
  enum: ['v1', 'v2'],
  description: 'only where cgroups have this version; hybrid counts as v1',
};
const ONLY: Schema = {
  enum: ['v1', 'v2', 'rootless'],
  description: "only where cgroups have this version (hybrid counts as v1), or in a session without root's rights",
};
const TEXTS: Schema = { type: 'string' };

export function lessonSchema(guide: Guide): Schema {
  const steps = stepSchemas(guide);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The frontmatter of a lesson of container-lab',
    ...closed(FRONTMATTER, ['title', 'kind', 'minutes', 'objectives', 'steps']),
    definitions: {
      ...wordDefinitions(guide),
      operand: OPERAND,
      step: {
        type: 'object',
        required: ['id', 'type', 'title'],
        properties: { type: { enum: Object.keys(steps), description: 'what kind of step' } },
        allOf: Object.entries(steps).map(([name, schema]) => ({
          if: { required: ['type'], properties: { type: { const: name } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: schema,
        })),
      },
    },
  };
}

const reading: Schema = {
  type: 'object',
  anyOf: [
    closed({ man: { type: 'string', pattern: '^[\\w.+-]+\\(\\d\\w*\\)$' } }, ['man']),
    closed({ url: TEXTS, title: TEXTS }, ['url', 'title']),
  ],
};

/** Keys of the whole lesson. */
export const FRONTMATTER: Record<string, Schema> = {
  schema: { const: 1, description: 'of the format: 1' },
  title: text('for people'),
  kind: {
    enum: ['core', 'warmup', 'extra'],
    description: '`core`, `warmup` or `extra`; a lesson of your own is an `extra`',
  },
  notesStep: { type: 'integer', minimum: 1, maximum: 6, description: 'the step of the notes; left out in extras' },
  minutes: { type: 'number', description: 'how long it takes' },
  objectives: listOf(TEXTS, 'what one can do afterwards, a sentence each'),
  covers: listOf(TEXTS, 'ids of `inventory.tsv`'),
  corrections: listOf(TEXTS, 'ids of `corrections.yaml`'),
  terms: listOf(TEXTS, 'words of `glossary.yaml`; the screen explains them'),
  requires: {
    ...closed(
      {
        root: { type: 'boolean' },
        namespaces: listOf(TEXTS, ''),
        filesystems: listOf(TEXTS, ''),
        cgroup: { enum: ['any', 'none'] },
      },
      [],
    ),
    description: 'what of the machine: `{ root, namespaces, filesystems, cgroup }`, cgroup being any or none',
  },
  watch: listOf(ref('fact'), 'facts that the screen shows first'),
  steps: listOf(ref('step'), 'in their order', { minItems: 1 }),
  reading: listOf(reading, '`{ man: "mount(2)" }` or `{ url, title }`'),
};

const BASE: Record<string, Schema> = {
  id: { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', description: 'also the heading of its text' },
  type: { type: 'string' },
  title: text('a few words, for the list of steps'),
};

const byHand = closed(
  {
    run: text('a shell command line'),
    shows: { type: 'string', format: 'regex', description: 'a regular expression that its output must match' },
    where: { enum: ['own', 'live'], description: 'own: stands alone; live: looks at the running session' },
    only: VERSION,
  },
  ['run', 'shows', 'where'],
);

const ACTION: Record<string, Schema> = {
  do: listOf(ref('op'), 'ops, one to five, the fewer the better (an experiment: up to eight)', { minItems: 1 }),
  expect: listOf(ref('claim'), 'claims, judged by the kernel after the action; false before it', { minItems: 1 }),
  unchanged: listOf(ref('claim'), 'claims about what did not move'),
  byHand: listOf(byHand, 'the same thing as command lines: `{ run, shows, where, only }`', { minItems: 1 }),
  only: ONLY,
};

const choice = closed(
  {
    id: TEXTS,
    text: TEXTS,
    correct: { type: 'boolean', description: "the author's opinion; exactly one" },
    trueWhen: { allOf: [ref('test')], description: 'the kernel is the judge: right when this holds after the action' },
    why: text('shown after the verdict'),
  },
  ['id', 'text', 'why'],
);

const QUESTION: Record<string, Schema> = {
  question: text('one sentence, with a question mark'),
  choices: listOf(choice, '`{ id, text, correct, trueWhen, why }`; one has `correct: true`', { minItems: 2 }),
};

const solutionLines = (description: string, more: Schema = {}) =>
  listOf(closed({ run: TEXTS, only: VERSION }, ['run']), description, more);

/** Keys of each type of step beside the common ones, and those that must be there. */
const TYPES: Record<string, { keys: Record<string, Schema>; required: string[] }> = {
  read: { keys: { only: ONLY }, required: [] },
  action: {
    keys: {
      scope: { enum: ['main', 'aside'], description: '`main`: its effect stays; `aside`: on a fresh process' },
      ...ACTION,
    },
    required: ['scope', 'do', 'expect', 'byHand'],
  },
  breakIt: {
    keys: { ask: text('what to ask oneself before it runs'), ...ACTION },
    required: ['ask', 'do', 'expect', 'byHand'],
  },
  predict: {
    keys: { before: text('id of a later action, after which it is judged'), ...QUESTION },
    required: ['question', 'before', 'choices'],
  },
  quiz: { keys: QUESTION, required: ['question', 'choices'] },
  challenge: {
    keys: {
      task: text('what to bring about, in Markdown'),
      seeks: {
        anyOf: [
          { const: 'process' },
          closed({ cgroup: { type: 'string', pattern: '^(?:[\\w-]|\\{[a-z]+\\})+$' } }, ['cgroup']),
        ],
        description: '`process` (a new one), or `{ cgroup: NAME }`',
      },
      checks: listOf(ref('claim'), 'claims about `candidate`; all hold for one: solved', { minItems: 1 }),
      stars: listOf(ref('claim'), 'one more star for each that holds'),
      afterwards: text('a group only: once the checks have held it must be gone again; this sentence says so'),
      partial: listOf(
        closed({ when: ref('test'), says: TEXTS }, ['when', 'says']),
        'half-way states, for the first hint: `{ when, says }`, in the order of the checks. Each belongs to the first check with one of the same facts, and is told only while that one is the first that does not hold: what it says may rest on the checks before',
        { minItems: 1 },
      ),
      nothing: text('the first hint while there is no candidate'),
      hints: listOf(TEXTS, 'the second and the third hint', { minItems: 2, maxItems: 2 }),
      solution: solutionLines('what one could type, line by line: `{ run, only }`', { minItems: 1 }),
      cleanup: solutionLines('what undoes it'),
    },
    required: ['task', 'seeks', 'checks', 'partial', 'nothing', 'hints', 'solution'],
  },
};

/** Schema of each type of step, and with it the keys that an author may write. */
export function stepSchemas(guide: Guide): Record<string, Schema & { properties: Record<string, Schema> }> {
  return Object.fromEntries(
    Object.entries(TYPES).map(([name, { keys, required }]) => {
      const properties = { ...BASE, type: { const: name }, ...keys };
      const description = guide.steps[name]?.what ?? '';
      return [name, { description, ...closed(properties, ['id', 'type', 'title', ...required]), properties }];
    }),
  );
}

/** What an author writes in a step of each type beside `id`, `type` and `title`. */
export const STEP_KEYS: Record<string, Record<string, Schema>> = Object.fromEntries(
  Object.entries(TYPES).map(([name, { keys }]) => [name, keys]),
);
