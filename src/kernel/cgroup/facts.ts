/** Answers about a group's files to facts under logical keys. Values stay as the kernel wrote them. */
import type { LookAnswer } from '../../protocol/wire.ts';
import { type ControlFile, PROCS, V1, V2 } from './control-files.ts';

/** Facts by logical key; the values are the kernel's, raw. Assignable to observe's `Facts`. */
type CgroupFacts = Record<string, string | string[] | { error: string }>;

/** The file of a value; a list where v1 keeps in two files what is one value. */
export type RealFile = string | string[];

export interface GroupSnapshot {
  facts: CgroupFacts;
  /** Real file of each key. */
  files: Record<string, RealFile>;
}

/** One directory of a group. */
export interface Directory {
  path: string;
  version: 1 | 2;
  /** Controllers that act here; empty on hybrid's bare v2 tree. */
  controllers: string[];
}

/** A control file and its path on this machine. */
interface PlacedFile extends ControlFile {
  path: string;
}

/** What to read of a group, given its directories. */
export function placedFiles(directories: readonly Directory[]): PlacedFile[] {
  const at = (path: string, files: readonly ControlFile[]) =>
    files.map(file => ({ ...file, path: `${path}/${file.file}` }));
  const [first] = directories;
  return [
    ...(first === undefined ? [] : at(first.path, [PROCS])),
    ...directories.flatMap(({ path, version, controllers }) => {
      const table = version === 2 ? V2 : V1;
      const rows = version === 2 ? ['unified', ...controllers] : controllers;
      return rows.flatMap(row => at(path, table[row] ?? []));
    }),
  ];
}

/** One answer for each file, in order. A file the kernel does not have is left out; another refusal is a fact. */
export function factsOf(files: readonly PlacedFile[], answers: readonly LookAnswer[]): GroupSnapshot {
  const result: GroupSnapshot = { facts: {}, files: {} };
  files.forEach((file, index) => {
    const answer = answers[index];
    if (answer === undefined) return;
    if ('v' in answer) addText(result, file, answer.v);
    else if ('e' in answer && answer.e !== 'ENOENT') {
      for (const key of keysOf(file)) add(result, key, { error: answer.e }, file.path);
    }
  });
  return result;
}

function addText(result: GroupSnapshot, { as, path }: PlacedFile, content: string): void {
  const text = content.replace(/\n$/, '');
  if ('text' in as) add(result, as.text, text, path);
  else if ('lines' in as) add(result, as.lines, text === '' ? [] : text.split('\n'), path);
  else if ('quota' in as) add(result, as.quota, text, path);
  else if ('period' in as) addPeriod(result, as.period, text, path);
  else {
    for (const line of text.split('\n')) {
      const [name = '', value] = line.split(' ');
      const key = Object.hasOwn(as.fields, name) ? as.fields[name] : undefined;
      if (key !== undefined && value !== undefined) add(result, key, value, path);
    }
  }
}

/** v1 keeps in two files what v2 writes as "quota period". */
function addPeriod(result: GroupSnapshot, key: string, period: string, path: string): void {
  const [quota, file] = [result.facts[key], result.files[key]];
  if (typeof quota === 'string' && typeof file === 'string') add(result, key, `${quota} ${period}`, [file, path]);
}

function add(result: GroupSnapshot, key: string, value: CgroupFacts[string], path: RealFile): void {
  result.facts[key] = value;
  result.files[key] = path;
}

function keysOf({ as }: ControlFile): string[] {
  return 'fields' in as ? Object.values(as.fields) : Object.values(as);
}
