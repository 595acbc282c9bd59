/** The course's own lists: corrections of the notes, glossary, inventory of the notes. Lessons refer to them by id. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type NoText, readText } from '../kernel/text-file.ts';
import { LabError } from '../protocol/lab-error.ts';

/** A statement of the notes that the kernel or a manual page does not bear out as it stands. */
interface Correction {
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

export interface LessonLists {
  corrections: Map<string, Correction>;
  glossary: Map<string, GlossaryTerm>;
  /** Ids of the rows of the inventory of the notes. */
  inventory: Set<string>;
}

/**
 * Reads the three lists of lessons folders; a list that is not there is empty, and what two folders tell the first one tells.
 * Throws a `LabError` for a list that cannot be understood.
 */
export function loadLists(...dirs: string[]): LessonLists {
  const folders = [...new Set(dirs)].reverse();
  const all = <T>(read: (dir: string) => T[]): T[] => folders.flatMap(read);
  const corrections = all(dir => entries<Correction>(join(dir, 'corrections.yaml'), ['id', 'truth']));
  const glossary = all(dir => entries<GlossaryTerm>(join(dir, 'glossary.yaml'), ['term', 'text']));
  const rows = all(dir => textOf(join(dir, 'inventory.tsv')).split('\n').slice(1)).map(row => row.split('\t')[0] ?? '');
  return {
    corrections: new Map(corrections.map(c => [c.id, c])),
    glossary: new Map(glossary.map(g => [g.term, { ...g, lessons: g.lessons ?? [], aliases: g.aliases ?? [] }])),
    inventory: new Set(rows.filter(row => row !== '')),
  };
}

const LONGEST = 1024 * 1024;

function textOf(file: string): string {
  try {
    return existsSync(file) ? readText(file, LONGEST) : '';
  } catch (error) {
    const hint = 'a list is a file of text; without it the terms of the course are known';
    throw new LabError('lesson', `${file} cannot be read: ${(error as NoText).message}`, { hint });
  }
}

function entries<T extends object>(file: string, keys: (keyof T)[]): T[] {
  const wrong = (what: string) =>
    new LabError('lesson', `${file}: ${what}`, { hint: `write a list of maps, each with ${keys.join(' and ')}` });
  const text = textOf(file);
  let list: unknown;
  try {
    list = parse(text) ?? [];
  } catch (error) {
    throw wrong(`this is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const fits = (entry: unknown): entry is T =>
    typeof entry === 'object' && entry !== null && keys.every(key => typeof (entry as T)[key] === 'string');
  if (!Array.isArray(list)) throw wrong('this is no list');
  const odd = list.findIndex(entry => !fits(entry));
  if (odd >= 0) throw wrong(`entry ${odd + 1} is not of that kind`);
  return list as T[];
}
