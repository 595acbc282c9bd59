/** Somebody new adds an op, a fact and a lesson: only the files that CONTRIBUTING.md names, and no row can be forgotten. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { type Edit, Scratch } from './scratch.ts';

const HERE = process.cwd();

/** prctl(2) PR_SET_TIMERSLACK: by how much the kernel may delay the timers of the caller. */
const OP = {
  c: {
    file: 'native/src/wire/ops.def',
    before: 'OP(NO_NEW_PRIVS,',
    added:
      'OP(TIMER_SLACK, "timer-slack", do_timer_slack, ON_STAGE, 0, 0, "prctl(PR_SET_TIMERSLACK)",\n\tARGS(SUBJECT, NUMBER("slack", true, 1, INT32_MAX, "nanoseconds")))\n',
  },
  handler: {
    file: 'native/src/stage/privileges.c',
    before: 'bool do_no_new_privs',
    added: `#include <sys/prctl.h>

bool do_timer_slack(const struct request *r)
{
	unsigned long slack = number_of(r, "slack", 1);
	if (TRACED("prctl", prctl(PR_SET_TIMERSLACK, slack, 0, 0, 0), "PR_SET_TIMERSLACK, %lu", slack) < 0)
		return kernel_refused("prctl PR_SET_TIMERSLACK");
	return true;
}

`,
  },
  readme: {
    file: 'native/README.md',
    before: '| `no-new-privs` |',
    added: '| `timer-slack` | stage | slack | prctl(PR_SET_TIMERSLACK) |\n',
  },
  words: {
    file: 'src/words/ops/rights.ts',
    before: "  'no-new-privs': {",
    added: `  'timer-slack': {
    lesson: {
      what: 'prctl(2) PR_SET_TIMERSLACK, nanoseconds by which timers may be late',
      example: '{ op: timer-slack, slack: 1000 }',
      args: { slack: { type: 'count', required: true } },
      untrusted: 'may',
    },
    changes: [/^timerslack_ns$/],
  },
`,
  },
} as const satisfies Record<string, Edit>;

const FACT = {
  words: {
    file: 'src/words/facts/process.ts',
    before: '  uid_map: {',
    added: `  timerslack_ns: {
    what: 'nanoseconds by which its timers may be late',
    example: '{ fact: timerslack_ns, of: aside, eq: 50000 }',
    query: { kind: 'read', path: 'timerslack_ns' },
    value: oneText,
    foreign: true,
  },
`,
  },
  check: {
    file: 'test/independent/kernel.py',
    before: '            "uid_map":',
    added: '            "timerslack_ns": lambda: content(proc + "timerslack_ns"),\n',
  },
} as const satisfies Record<string, Edit>;

const LESSON = `---
schema: 1
title: Timers that are late
kind: extra
minutes: 1
objectives: [See how late a timer may be.]
requires: { root: true }
watch: [timerslack_ns]
steps:
  - id: late
    type: action
    scope: aside
    title: Let timers be late
    do:
      - { op: timer-slack, slack: 123456 }
    expect:
      - { fact: timerslack_ns, of: aside, eq: 123456, says: "Its timers may be 123456 ns late." }
    byHand:
      - { run: cat /proc/self/timerslack_ns, shows: '^\\d+$', where: own }
---
The intro.

## late
Look.
`;

const HAND = [OP.c, OP.handler, OP.readme, OP.words, FACT.words, FACT.check];
const GENERATED = [
  'lessons/README.md',
  'lessons/lesson.schema.json',
  'native/src/look/foreign.gen.h',
  'src/protocol/ops.gen.ts',
  'test/independent/keys.gen.json',
];
const TYPES = ['node_modules/.bin/tsc', '--noEmit'];
/** Of the rows of ops alone, and what they import. */
const TYPES_OF_ROWS = [...TYPES, '-p', 'tsconfig.rows.json'];
/** Without optimisation: only to ask it for its table, or to see whether it links. */
const quickHelper = (out: string) => [
  'sh',
  '-c',
  `cc -std=c11 -O0 -w -D_GNU_SOURCE -DLAB_VERSION='"0"' -Inative/src -o ${out} $(find native/src -name '*.c')`,
];
const BUILD_HELPER = ['node', 'native/build.mjs'];
/** The tests that CONTRIBUTING.md names for an op and a fact, but for those that take long. */
const TESTS = ['test/documents', 'test/words/rows', 'test/observe/snapshot', 'test/lesson/grammar/json-schema'];
const KERNEL_TESTS = ['test/native/schema', 'test/independent/check'];

describe.runIf(needs(isRoot, 'plays the lesson'))('an op, a fact and a lesson', () => {
  let scratch: Scratch;

  beforeAll(async () => {
    scratch = new Scratch(HERE);
    for (const edit of HAND) scratch.edit(edit);
    scratch.write(
      'tsconfig.rows.json',
      '{ "extends": "./tsconfig.json", "include": [], "files": ["src/words/ops.ts"] }',
    );
    await scratch.all(
      quickHelper('quick-helper'),
      ['env', 'LAB_HELPER=./quick-helper', 'node', 'native/generate-ops.mjs'],
      ['node', 'test/helpers/run-ts.mjs', 'test/helpers/write-documents.ts'],
      BUILD_HELPER,
      ['node', 'src/build.mjs'],
    );
  }, 300_000);
  afterAll(() => scratch?.remove());

  test('fit together', { timeout: 300_000 }, async () => {
    await scratch.all(TYPES, [
      'node_modules/.bin/vitest',
      'run',
      '--config',
      'test/vitest.config.ts',
      ...TESTS,
      ...KERNEL_TESTS,
    ]);
  });

  test('the lesson shows the fact, and that this call moved it', { timeout: 120_000 }, async () => {
    scratch.write('own/50-late.md', LESSON);
    const run = await scratch.run(
      'node',
      'dist/container-lab.js',
      'run',
      '50-late',
      '--json',
      '--lessons',
      'own',
      '--trust-lessons',
    );
    expect(run.code, run.output).toBe(0);
    const events = run.output.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const call = events.find(({ type, args }) => type === 'syscall' && args === 'PR_SET_TIMERSLACK, 123456');
    const change = events.find(({ type, key }) => type === 'change' && key === 'timerslack_ns');
    expect(call).toMatchObject({ name: 'prctl', errno: null });
    expect(change).toMatchObject({ after: '123456', cause: call?.seq });
  });

  test('touch the files that CONTRIBUTING.md names, and what is generated', () => {
    expect(scratch.touched(HERE)).toEqual([...new Set([...HAND.map(({ file }) => file), ...GENERATED])].sort());
    const rows = readFileSync(join(HERE, 'CONTRIBUTING.md'), 'utf8').split('\n');
    const named = (row: string) =>
      [...(rows.find(line => line.startsWith(`| ${row}`)) ?? '').matchAll(/`([^`]+)`/g)].map(m => m[1] ?? '');
    const isNamed = (file: string, row: string) =>
      named(row).some(name => file === name || (name.endsWith('/') && file.startsWith(name)));
    expect(Object.values(OP).filter(({ file }) => !isNamed(file, 'add an op'))).toEqual([]);
    expect(Object.values(FACT).filter(({ file }) => !isNamed(file, 'show one more fact'))).toEqual([]);
  });

  describe('without', () => {
    const fails = async (edit: Edit, command: string[]) => {
      const [program = '', ...args] = command;
      const { code, output } = await scratch.without(edit, () => scratch.run(program, ...args));
      expect(code).not.toBe(0);
      return output;
    };

    test('its row of words an op of the helper does not compile', { timeout: 120_000 }, async () => {
      expect(await fails(OP.words, TYPES_OF_ROWS)).toMatch(/src\/words\/ops\.ts.*[\s\S]*'?timer-slack'?/);
    });

    test('its handler the helper does not link', { timeout: 120_000 }, async () => {
      expect(await fails(OP.handler, quickHelper('/dev/null'))).toContain('do_timer_slack');
    });

    test('its check a fact stops the independent check', { timeout: 120_000 }, async () => {
      expect(await fails(FACT.check, ['python3', 'test/independent/check.py', '/dev/null'])).toContain('timerslack_ns');
    });

    test('its row of C an op of lessons does not compile', { timeout: 120_000 }, async () => {
      const types = {
        file: 'src/protocol/ops.gen.ts',
        before: '',
        added:
          /^ {2}'timer-slack': \{\n {4}where[\s\S]*?^ {2}\},\n/m.exec(scratch.read('src/protocol/ops.gen.ts'))?.[0] ??
          '-',
      };
      expect(await fails(types, TYPES_OF_ROWS)).toMatch(/src\/words\/ops\/rights\.ts.*[\s\S]*timer-slack/);
    });
  });
});
