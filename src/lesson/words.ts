/** The course's own lists: corrections of the notes, glossary, inventory of the notes. Lessons refer to them by id. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A statement of the notes that the kernel or a manual page does not bear out as it stands. */
export interface Correction {
  id: string;
  note: string;
  truth: string;
  source: string;
  lessons: string[];
}

export interface GlossaryTerm {
  term: string;
  text: string;
  lessons: string[];
  aliases: string[];
}

export interface Words {
  corrections: Map<string, Correction>;
  glossary: Map<string, GlossaryTerm>;
  /** Ids of the rows of the inventory of the notes. */
  inventory: Set<string>;
}

/** Reads the three lists of a lessons folder; a list that is not there is empty. */
export function loadWords(dir: string): Words {
  const read = (name: string) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '');
  const corrections = (parse(read('corrections.yaml')) ?? []) as Correction[];
  const glossary = (parse(read('glossary.yaml')) ?? []) as GlossaryTerm[];
  const rows = read('inventory.tsv')
    .split('\n')
    .slice(1)
    .map(row => row.split('\t')[0] ?? '');
  return {
    corrections: new Map(corrections.map(c => [c.id, c])),
    glossary: new Map(glossary.map(g => [g.term, { ...g, aliases: g.aliases ?? [] }])),
    inventory: new Set(rows.filter(row => row !== '')),
  };
}
