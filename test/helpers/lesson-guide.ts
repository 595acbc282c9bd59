/** The tables of lessons/README.md, from lessons/guide.yaml, the rows of `src/words/` and the schema. */
import { parse } from 'yaml';
import type { Schema } from '../../src/lesson/grammar/form.ts';
import { type Guide, lessonSchema } from '../../src/lesson/grammar/json-schema.ts';
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
  const schema = lessonSchema(guide) as unknown as MapSchema & {
    definitions: { step: { allOf: { then: MapSchema }[] } };
  };
  const steps = schema.definitions.step.allOf.map(({ then }) => then);
  const tables: Record<string, () => string> = {
    frontmatter: () => table(['key', 'what'], keyRows(schema)),
    steps: () => steps.map(step => stepSection(step, guide)).join('\n\n'),
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

/** The schema of a map. */
interface MapSchema {
  properties: Record<string, Schema>;
  required: string[];
}

/** What an author writes in a step of this type beside `id`, `type` and `title`. */
function stepSection({ properties, required }: MapSchema, guide: Guide): string {
  const { id: _id, type, title: _title, ...keys } = properties;
  const name = String(type?.const);
  const { what = '', example = '' } = guide.steps[name] ?? {};
  return [
    `#### ${name}`,
    what,
    ...(Object.keys(keys).length === 0 ? [] : [table(['key', 'what'], keyRows({ properties: keys, required }))]),
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
function keyRows({ properties, required }: MapSchema): string[][] {
  return Object.entries(properties).map(([key, { description }]) => [
    required.includes(key) ? `**\`${key}\`**` : `\`${key}\``,
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
