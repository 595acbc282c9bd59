/** The tables of lessons/README.md, from lessons/guide.yaml, the rows of `src/words/` and the schema. */
import { parse } from 'yaml';
import { FRONTMATTER, STEP_KEYS, stepSchemas } from '../../src/lesson/schema.ts';
import type { Guide, Schema } from '../../src/lesson/schema-words.ts';
import { FACTS } from '../../src/words/facts.ts';
import { LESSON_OPS } from '../../src/words/ops.ts';

/** What `lessons/guide.yaml` tells, and what the rows of ops and facts do. */
export function readGuide(yaml: string): Guide {
  const said = ({ what, example }: { what: string; example: string }) => ({ what, example });
  return {
    ...(parse(yaml) as Omit<Guide, 'ops' | 'facts'>),
    ops: Object.fromEntries([...LESSON_OPS].map(([name, row]) => [name, said(row)])),
    facts: Object.fromEntries([...FACTS].map(([key, row]) => [key, said(row)])),
  };
}

/** `text` with every region `<!-- NAME: … -->` to `<!-- end -->` written anew. */
export function withTables(text: string, guide: Guide): string {
  const tables: Record<string, () => string> = {
    frontmatter: () =>
      table(['key', 'what'], keyRows(FRONTMATTER, new Set(['title', 'kind', 'minutes', 'objectives', 'steps']))),
    steps: () =>
      Object.keys(STEP_KEYS)
        .map(name => stepSection(name, guide))
        .join('\n\n'),
    ops: () => words(guide.ops),
    facts: () => words(guide.facts),
    comparisons: () => words(guide.comparisons),
  };
  return text.replace(
    /(<!-- (\w+): [^>]*-->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const make = tables[name];
      if (make === undefined) throw new Error(`lessons/README.md asks for an unknown table "${name}"`);
      return `${begin}\n${make()}\n\n${end}`;
    },
  );
}

function stepSection(name: string, guide: Guide): string {
  const keys = STEP_KEYS[name] ?? {};
  const required = new Set((stepSchemas(guide)[name]?.required as string[] | undefined) ?? []);
  const { what = '', example = '' } = guide.steps[name] ?? {};
  return [
    `#### ${name}`,
    what,
    ...(Object.keys(keys).length === 0 ? [] : [table(['key', 'what'], keyRows(keys, required))]),
    `\`\`\`yaml\n${asItem(example)}\n\`\`\``,
  ].join('\n\n');
}

/** A map as an item of a list. */
export function asItem(map: string, indent = ''): string {
  return map
    .trim()
    .split('\n')
    .map((line, i) => `${indent}${i === 0 ? '- ' : '  '}${line}`)
    .join('\n');
}

/** Those that must be there in bold. */
function keyRows(keys: Record<string, Schema>, required: Set<string>): string[][] {
  return Object.entries(keys).map(([key, { description }]) => [
    required.has(key) ? `**\`${key}\`**` : `\`${key}\``,
    String(description ?? ''),
  ]);
}

function words(entries: Guide['ops']): string {
  return table(
    ['word', 'what', 'example'],
    Object.entries(entries).map(([word, { what, example = '' }]) => [`\`${word}\``, what, `\`${example.trim()}\``]),
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
