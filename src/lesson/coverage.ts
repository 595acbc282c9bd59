/** Is everything that the notes say taught somewhere? Every row of `inventory.tsv` needs a lesson's `covers`, or a word of the glossary. */
import type { Lesson } from './lesson.ts';
import type { GlossaryTerm } from './lists.ts';
import { numberOf } from './name.ts';
import type { Problem } from './problem.ts';

interface InventoryRow {
  id: string;
  says: string;
  /** Numbers of the lessons it belongs to (`02`); `G` is the glossary. */
  lessons: string[];
  /** Line in the file, for messages. */
  line: number;
}

export interface Coverage {
  row: InventoryRow;
  /** `open`: none of its lessons is written yet; `missing`: one is, and does not name it. */
  state: 'lesson' | 'glossary' | 'open' | 'missing';
}

/** The rows of `inventory.tsv`: a line of names, then `row lines says mode shown lessons corrections` with tabs between. */
export function readInventory(text: string): InventoryRow[] {
  return text.split('\n').flatMap((line, i) => {
    const [id = '', , says = '', , , lessons = ''] = line.split('\t');
    if (i === 0 || id === '') return [];
    return [{ id, says, lessons: lessons.split(',').filter(number => number !== ''), line: i + 1 }];
  });
}

export function coverageOf(
  rows: InventoryRow[],
  lessons: Pick<Lesson, 'id' | 'covers'>[],
  glossary: Iterable<GlossaryTerm>,
): Coverage[] {
  const covered = new Set(lessons.flatMap(lesson => lesson.covers));
  const written = new Set(lessons.map(lesson => numberOf(lesson.id)));
  const names = [...glossary].flatMap(({ term, aliases }) => [term, ...aliases]);
  return rows.map(row => {
    if (covered.has(row.id)) return { row, state: 'lesson' };
    if (row.lessons.includes('G') && names.some(name => mentions(row.says, name))) return { row, state: 'glossary' };
    const later = row.lessons.filter(number => number !== 'G');
    return { row, state: later.length > 0 && !later.some(number => written.has(number)) ? 'open' : 'missing' };
  });
}

export function coverageProblems(coverage: Coverage[], file: string): Problem[] {
  return coverage
    .filter(({ state }) => state === 'missing')
    .map(({ row }) => ({
      file,
      line: row.line,
      message: `row ${row.id} of the notes is not covered: ${row.says}`,
      fix:
        row.lessons.length === 0
          ? 'name its lessons in the sixth column'
          : `add ${row.id} to \`covers\` of lesson ${row.lessons.filter(n => n !== 'G').join(' or ') || '?'}, once it is told there, or its word to glossary.yaml`,
    }));
}

/** Ids of the open rows under the number of the first lesson that is to cover them. */
export function openRows(coverage: Coverage[]): Map<string, string[]> {
  const open = new Map<string, string[]>();
  for (const { row, state } of coverage) {
    const [lesson = ''] = row.lessons;
    if (state === 'open') open.set(lesson, [...(open.get(lesson) ?? []), row.id]);
  }
  return new Map([...open].sort(([a], [b]) => a.localeCompare(b)));
}

/** As a word of its own, with or without a plural's s. */
function mentions(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${escaped}s?(?![\\w-])`, 'i').test(text);
}
