/**
 * A form: a schema of valibot that says in our sentence what does not fit, and then reads on, so that one mistake hides no other.
 * What an editor is told beside the form itself stands in its annotations.
 */
import * as v from 'valibot';
import { sameLines } from '../yaml.ts';

/** What of a lesson it takes, and what it gives. */
export type Form<T> = v.GenericSchema<unknown, T>;

/** A JSON Schema (draft-07) or a part of one. */
export type Schema = { [keyword: string]: unknown };

/** What only the JSON Schema needs of a form. */
export interface Annotations {
  /** Keywords that editors judge by. Of a lesson they are judged in check.ts, with sentences of their own. */
  editor?: Schema;
  /** The JSON Schema itself, where the form is read more widely than it is to be written. */
  json?: Schema;
  /** Of a key that check.ts misses, with a sentence of its own. */
  required?: boolean;
  /** Its name among the definitions. */
  ref?: string;
  /** Where lessons/guide.yaml tells what it means. */
  guide?: readonly [section: 'steps' | 'ops' | 'facts' | 'comparisons', word: string];
}

/** Where a mistake is: in which map ("the lesson", "a step"), under which key, and what stands there. */
interface Place {
  what: string;
  key: string;
  value: unknown;
  /** Id of the step, '' outside of steps. */
  step: string;
  /** Key of the list that holds the value. */
  list: string;
}

/** What is told of a mistake; `line` is that of the key, unless it is that of the `map` which holds the key, or of the `value`. */
interface Explanation {
  message: string;
  fix: string;
  line?: 'map' | 'value';
}
export type Explain = (place: Place) => Explanation;

/** An issue of valibot that brings its explanation along. */
export interface LessonIssue extends v.BaseIssue<unknown> {
  requirement: Explain;
  /** The map in which it is. */
  what?: string;
}

export function issueOf(value: unknown, explain: Explain, path?: LessonIssue['path']): LessonIssue {
  const nothing = { kind: 'schema', type: 'lesson', expected: null, received: '', message: '' } as const;
  return { ...nothing, input: value, requirement: explain, path };
}

/** What was read, and what was wrong with it. */
interface Result<T> {
  value: T;
  issues: LessonIssue[];
}
type Run = <T>(form: Form<T>, value: unknown) => Result<T>;

/** The same schema, read in another way: `read` may `run` it, or another one. */
export function reading<T>(schema: Form<unknown>, read: (value: unknown, run: Run) => Result<T>): Form<T> {
  const runWith = (given: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => {
    const run: Run = (form, part) => {
      const { value, issues = [] } = form['~run']({ value: part }, config);
      return { value: value as never, issues: issues as unknown as LessonIssue[] };
    };
    const { value, issues } = read(given.value, run);
    return { typed: true as const, value, ...(issues.length > 0 && { issues }) };
  };
  return { ...schema, '~run': runWith } as unknown as Form<T>;
}

/** What a schema of valibot takes, or else one issue and `instead`. */
export function form<T>(schema: v.GenericSchema<unknown, T>, explain: Explain, instead: NoInfer<T>): Form<T> {
  return reading<T>(schema, (value, run) => {
    const read = run(schema, value);
    if (read.issues.length > 0) return { value: instead, issues: [issueOf(value, explain)] };
    const lined = typeof read.value === 'object' && read.value !== null ? sameLines(read.value, value) : read.value;
    return { value: lined, issues: [] };
  });
}

/** The same form with annotations. */
export const annotated = <T>(schema: Form<T>, annotations: Annotations): Form<T> =>
  v.pipe(schema, v.metadata({ ...annotations })) as Form<T>;

/** The same form with what an author is told of it. */
export const described = <T>(schema: Form<T>, description: string | undefined, editor?: Schema): Form<T> => {
  const named = description === undefined ? schema : (v.pipe(schema, v.description(description)) as Form<T>);
  return editor === undefined ? named : annotated(named, { editor });
};

/** One explanation whatever is wrong; `{what}` stands for the map. */
export const always =
  (message: string, fix: string, line?: Explanation['line']): Explain =>
  ({ what }) => ({ message: message.replace('{what}', () => what), fix, ...(line && { line }) });
