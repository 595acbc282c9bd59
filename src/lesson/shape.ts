/** Reads the fields of one YAML map into typed values; what does not fit becomes a problem with its line. */
import { type Problem, suggest } from './problem.ts';
import { lineOf, type Plain, type PlainMap } from './yaml.ts';

/** Where the problems of one file are gathered. */
export interface Report {
  file: string;
  problems: Problem[];
}

/** Note a problem, with its line and the fix. */
export function complain(report: Report, line: number, message: string, fix: string): void {
  report.problems.push({ file: report.file, line, message, fix });
}

/** Is this a YAML map? */
export function isMap(value: Plain | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const A_TEXT = 'a text';

export class Shape {
  readonly report: Report;
  readonly map: PlainMap;
  /** What the map is, for messages: "the lesson", "step uts". */
  readonly what: string;

  constructor(report: Report, map: PlainMap, what: string) {
    this.report = report;
    this.map = map;
    this.what = what;
  }

  line(key?: string): number {
    return lineOf(this.map, key);
  }

  has(key: string): boolean {
    return this.map[key] !== undefined && this.map[key] !== null;
  }

  /** Names every key that is not in `known`. */
  onlyKeys(known: readonly string[]): this {
    for (const key of Object.keys(this.map)) {
      if (known.includes(key)) continue;
      // { title: One, two } is a title "One" and an empty key "two"
      const fix = this.map[key] === null ? 'put a text with a comma in quotes' : suggest(key, known);
      complain(this.report, this.line(key), `${this.what} has an unknown key "${key}"`, fix);
    }
    return this;
  }

  text(key: string, fallback?: string): string {
    return this.field(key, fallback, '', A_TEXT, value => (typeof value === 'string' ? value : null));
  }

  number(key: string, fallback?: number): number {
    return this.field(key, fallback, 0, 'a number', value => (typeof value === 'number' ? value : null));
  }

  yes(key: string, fallback: boolean): boolean {
    return this.field(key, fallback, false, 'true or false', value => (typeof value === 'boolean' ? value : null));
  }

  word<T extends string>(key: string, choices: readonly T[], fallback?: T): T {
    const kind = `one of: ${choices.join(', ')}`;
    const value = this.field<string>(key, fallback, '', kind, given => (typeof given === 'string' ? given : null));
    const chosen = choices.find(choice => choice === value);
    if (chosen !== undefined) return chosen;
    if (typeof this.map[key] === 'string')
      complain(this.report, this.line(key), `${this.what}: "${key}" cannot be "${value}"`, suggest(value, choices));
    return choices[0] as T;
  }

  texts(key: string, fallback?: string[]): string[] {
    return this.field(key, fallback, [], 'a list of texts', value =>
      Array.isArray(value) && value.every(item => typeof item === 'string') ? (value as string[]) : null,
    );
  }

  /** A list of maps, each handed to `read` with its own shape. */
  each<T>(key: string, what: string, read: (item: Shape) => T | null, optional = true): T[] {
    const list = this.field<Plain[]>(key, optional ? [] : undefined, [], 'a list', value =>
      Array.isArray(value) ? value : null,
    );
    const result: T[] = [];
    list.forEach((item, i) => {
      const typed = isMap(item) ? read(new Shape(this.report, item, what)) : null;
      if (typed !== null) result.push(typed);
      else if (!isMap(item))
        complain(
          this.report,
          lineOf(list, i),
          `${this.what}: an item of "${key}" is not a map`,
          'write { key: value, … }',
        );
    });
    return result;
  }

  private field<T>(key: string, fallback: T | undefined, empty: T, kind: string, accept: (v: Plain) => T | null): T {
    const value = this.map[key];
    if (value === undefined || value === null) {
      if (fallback !== undefined) return fallback;
      complain(this.report, this.line(), `${this.what} has no "${key}"`, `add "${key}": ${kind}`);
      return empty;
    }
    const accepted = accept(value);
    if (accepted !== null) return accepted;
    complain(
      this.report,
      this.line(key),
      `${this.what}: "${key}" is not ${kind}`,
      kind === A_TEXT ? `write ${kind}; put it in quotes if need be` : `write ${kind}`,
    );
    return empty;
  }
}
