/** The schema for editors and the readers of the program: the same words, the same verdict. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkLesson } from '../../../src/lesson/check.ts';
import { COMPARISONS } from '../../../src/lesson/grammar/claims.ts';
import { lessonSchema } from '../../../src/lesson/grammar/json-schema.ts';
import { STEP_KINDS } from '../../../src/lesson/grammar/steps.ts';
import { lessonFiles } from '../../../src/lesson/load.ts';
import { parseLesson } from '../../../src/lesson/parse.ts';
import { CANDIDATE_KEYS, FACT_KEYS } from '../../../src/words/facts.ts';
import { LESSON_OPS } from '../../../src/words/ops.ts';
import { asItem, readGuide } from '../../helpers/lesson-guide.ts';
import { TINY, tiny } from '../tiny.ts';

const dir = fileURLToPath(new URL('../../../lessons', import.meta.url));
const guide = readGuide(readFileSync(join(dir, 'guide.yaml'), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: false, formats: { regex: true } }).compile(lessonSchema(guide));

const frontmatter = (lesson: string) => parse(lesson.split(/^---$/m)[1] ?? '') as unknown;
const accepts = (lesson: string) => validate(frontmatter(lesson));
const lint = (lesson: string) => {
  const { lesson: parsed, problems } = parseLesson(lesson, '50-tiny.md');
  return [...problems, ...(parsed ? checkLesson(parsed) : [])];
};

it.each(lessonFiles(dir))('%s is valid', file => {
  expect(validate(frontmatter(readFileSync(file, 'utf8'))), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
});

describe('a slip is found by both', () => {
  it.each<[from: string, to: string]>([
    ['kind: extra', 'kind: other'],
    ['title: Tiny\n', ''],
    ['minutes: 1', 'minutes: long'],
    ['minutes: 1', 'minutes: 1\nminuets: 1'],
    ['watch: [link.cwd]', 'watch: [link.cdw]'],
    ['type: read', 'type: reed'],
    ['scope: aside', 'scope: beside'],
    ['op: chdir', 'op: chidr'],
    ['path: /proc', 'path: ../proc'],
    ['path: /proc', 'path: /proc/../etc'],
    ['path: /proc', 'paht: /proc'],
    [', path: /proc', ''],
    ['{ op: chdir, path: /proc }', '{ op: set-limit }'],
    ['{ op: chdir, path: /proc }', '{ op: set-limit, memory: 64 MB }'],
    ['{ op: chdir, path: /proc }', '{ op: unshare, flags: [CLONE_NEWUST] }'],
    ['{ op: chdir, path: /proc }', '{ op: mkdir, paths: [/a], mode: "999" }'],
    ['fact: link.cwd', 'fact: link.cdw'],
    ['of: aside', 'of: assistant'],
    ['eq: /proc', 'equal: /proc'],
    ['eq: /proc', 'eq: /proc, ne: /sys'],
    ['eq: /proc, ', ''],
    [', says: "It stands in /proc."', ''],
    ['where: own', 'where: here'],
    ["shows: '^/proc$', ", ''],
  ])('%j → %j', (from, to) => {
    const broken = tiny(from, to);
    expect(lint(broken)).not.toEqual([]);
    expect(accepts(broken)).toBe(false);
  });

  it('and neither complains of the lesson without slips', () => {
    expect(lint(TINY)).toEqual([]);
    expect(accepts(TINY), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('lessons/guide.yaml', () => {
  it('has every word, and no other', () => {
    const same = (name: keyof typeof guide, known: Iterable<string>) =>
      expect(Object.keys(guide[name]).sort(), `tell "${name}" in lessons/guide.yaml`).toEqual([...known].sort());
    same('steps', Object.keys(STEP_KINDS));
    same('ops', [...LESSON_OPS.keys()]);
    same('facts', [...FACT_KEYS, ...CANDIDATE_KEYS]);
    same('comparisons', COMPARISONS);
  });

  /** Both judges about TINY with another op, claim or step. */
  const fine = (lesson: string) => {
    expect(lint(lesson)).toEqual([]);
    expect(accepts(lesson), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  };

  it.each(Object.entries(guide.ops))('op %s: its example', (name, { example = '' }) => {
    expect(parse(example)).toMatchObject({ op: name });
    fine(
      tiny('{ op: chdir, path: /proc }', example)
        .replace('of: aside', 'of: stage')
        .replace('scope: aside', 'scope: main'),
    );
  });

  const claims = [...Object.entries(guide.facts), ...Object.entries(guide.comparisons)];
  it.each(claims)('%s: its example', (name, { example = '' }) => {
    const claim = parse(example) as Record<string, unknown>;
    expect(claim.fact === name || name in claim).toBe(true);
    if (claim.of === 'candidate') return fineInChallenge(example);
    const scoped = example.includes('of: aside') ? TINY : tiny('scope: aside', 'scope: main');
    fine(scoped.replace('{ fact: link.cwd, of: aside, eq: /proc,', `${example.trim().replace(/ \}$/, '')},`));
  });

  function fineInChallenge(example: string) {
    const challenge = guide.steps.challenge?.example ?? '';
    const own = '{ fact: ns.uts, of: candidate, ne: { fact: ns.uts, of: host },';
    expect(challenge).toContain(own);
    // beside the check that its hint belongs to
    const check = `${example.replace(/ \}$/, '')}, says: "It is so." }`;
    fine(withStep(challenge.replace('stars:\n', `stars:\n  - ${check}\n`)));
  }

  it.each(Object.entries(guide.steps))('step %s: its example', (type, { example = '' }) => {
    expect(parse(example)).toMatchObject({ type });
    fine(withStep(example));
  });

  function withStep(step: string): string {
    const { id } = parse(step) as { id: string };
    return tiny('## why\n', `## ${id}\nText.\n\n## why\n`).replace('steps:\n', `steps:\n${asItem(step, '  ')}\n`);
  }
});
