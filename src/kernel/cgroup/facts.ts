/** Answers about a group's files to facts under logical keys. Values stay as the kernel wrote them. */
import type { LookAnswer } from '../../protocol/wire.ts';
import { PROCS, type Reading, V1, V2 } from './readings.ts';

/** Facts by logical key; the values are the kernel's, raw. Assignable to observe's `Facts`. */
type CgroupFacts = Record<string, string | string[] | { error: string }>;

/** The file of a value; a list where v1 keeps in two files what is one value. */
export type RealFile = string | string[];

export interface Readings {
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

/** A reading and the file it means on this machine. */
interface PlacedReading extends Reading {
  path: string;
}

/** What to read of a group, given its directories. */
export function placedReadings(directories: readonly Directory[]): PlacedReading[] {
  const at = (path: string, readings: readonly Reading[]) =>
    readings.map(reading => ({ ...reading, path: `${path}/${reading.file}` }));
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

/** One answer for each reading, in order. A file the kernel does not have is left out; another refusal is a fact. */
export function factsOf(readings: readonly PlacedReading[], answers: readonly LookAnswer[]): Readings {
  const result: Readings = { facts: {}, files: {} };
  readings.forEach((reading, index) => {
    const answer = answers[index];
    if (answer === undefined) return;
    if ('v' in answer) addText(result, reading, answer.v);
    else if ('e' in answer && answer.e !== 'ENOENT') {
      for (const key of keysOf(reading)) add(result, key, { error: answer.e }, reading.path);
    }
  });
  return result;
}

function addText(result: Readings, { as, path }: PlacedReading, content: string): void {
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
function addPeriod(result: Readings, key: string, period: string, path: string): void {
  const [quota, file] = [result.facts[key], result.files[key]];
  if (typeof quota === 'string' && typeof file === 'string') add(result, key, `${quota} ${period}`, [file, path]);
}

function add(result: Readings, key: string, value: CgroupFacts[string], path: RealFile): void {
  result.facts[key] = value;
  result.files[key] = path;
}

function keysOf({ as }: Reading): string[] {
  return 'fields' in as ? Object.values(as.fields) : Object.values(as);
}
