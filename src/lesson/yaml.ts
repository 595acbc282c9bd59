/** YAML to plain values that remember their lines: every problem of a lesson names one. */
import { isAlias, isMap as isMapNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from './problem.ts';

type Plain = string | number | boolean | null | Plain[] | PlainMap;
export interface PlainMap {
  [key: string]: Plain;
}

/** Is this a map of YAML? */
export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a table has under a word of a lesson; nothing under one that only JavaScript knows (`constructor`). */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

interface Position {
  line: number;
  /** Line of each key of a map, or of each item of a list. */
  parts: Record<string | number, number>;
}

const positions = new WeakMap<object, Position>();

/** Line of a map or list that came from `readYaml`, or of one of its keys or items; 1 when it is not known. */
export function lineOf(value: unknown, part?: string | number): number {
  if (typeof value !== 'object' || value === null) return 1;
  const position = positions.get(value);
  if (position === undefined) return 1;
  return part === undefined ? position.line : (position.parts[part] ?? position.line);
}

/** Lets `copy` (a typed value made from `original`) answer `lineOf` like its original. */
export function sameLines<T extends object>(copy: T, original: unknown): T {
  const position = typeof original === 'object' && original !== null ? positions.get(original) : undefined;
  if (position !== undefined) positions.set(copy, position);
  return copy;
}

/** Parses one YAML document; `firstLine` is the line of the file on which `text` begins. */
export function readYaml(text: string, file: string, firstLine: number): { value: Plain; problems: Problem[] } {
  try {
    return parseYaml(text, file, firstLine);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack is full
    const message = 'lists and maps stand too deep in each other';
    return { value: null, problems: [{ file, line: firstLine, message, fix: 'close the brackets' }] };
  }
}

function parseYaml(text: string, file: string, firstLine: number): { value: Plain; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  const problems = [...document.errors, ...document.warnings].map(error => ({
    file,
    line: lineAt(error.pos[0]),
    message: `this is not valid YAML: ${lowerFirst(error.message)}`,
    fix: yamlFix(error.code),
  }));
  if (problems.length > 0) return { value: null, problems: firstOfEachLine(problems) };

  function plain(node: Node | null | undefined): Plain {
    if (isMapNode(node)) {
      const map: PlainMap = {};
      const parts: Record<string, number> = {};
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
        map[key] = plain(pair.value as Node | null);
        parts[key] = lineAt((pair.key as Node).range?.[0] ?? 0);
      }
      positions.set(map, { line: lineAt(node.range?.[0] ?? 0), parts });
      return map;
    }
    if (isSeq(node)) {
      const list: Plain[] = node.items.map(item => plain(item as Node));
      const parts = Object.fromEntries(node.items.map((item, i) => [i, lineAt((item as Node).range?.[0] ?? 0)]));
      positions.set(list, { line: lineAt(node.range?.[0] ?? 0), parts });
      return list;
    }
    if (isScalar(node)) {
      const value = node.value;
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    }
    if (isAlias(node)) {
      problems.push({
        file,
        line: lineAt(node.range?.[0] ?? 0),
        message: `the alias *${node.source} is not understood here`,
        fix: 'write the value out',
      });
    }
    return null;
  }

  return { value: plain(document.contents), problems };
}

/** One slip makes the YAML parser complain several times, and a tab of every line after it; the first complaint is the one that helps. */
function firstOfEachLine(problems: Problem[]): Problem[] {
  const tab = problems.findIndex(({ fix }) => fix === NO_TABS);
  if (tab >= 0) return problems.slice(tab, tab + 1);
  return problems.filter((problem, i) => problems.findIndex(other => other.line === problem.line) === i);
}

const NO_TABS = 'indent with blanks, here and below';

function yamlFix(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'keep one of the two keys';
  if (code === 'TAB_AS_INDENT') return NO_TABS;
  return 'put the text in double quotes when it holds ": ", "#", a bracket or a brace; check brackets and indentation';
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
