/**
 * The forms of which lessons are described: schemas of valibot that say in our sentence what does not fit, and then read on, so
 * that one slip hides no other. What an editor is told beside the form itself stands in `Notes`.
 */
import * as v from 'valibot';
import { suggest } from '../../protocol/did-you-mean.ts';
import { isMap, type PlainMap, sameLines } from '../yaml.ts';

/** What of a lesson it takes, and what it gives. */
export type Form<T> = v.GenericSchema<unknown, T>;

/** A JSON Schema (draft-07) or a part of one. */
export type Schema = { [keyword: string]: unknown };

/** What only the JSON Schema needs of a form. */
export interface Notes {
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

/** Where a slip is: in which map ("the lesson", "a step"), under which key, and what stands there. */
export interface Place {
  what: string;
  key: string;
  value: unknown;
  /** Id of the step, '' outside of steps. */
  step: string;
  /** Key of the list that holds the value. */
  list: string;
}

/** What is told of a slip; `line` is that of the key, unless it is that of the `map` which holds the key, or of the `value`. */
export interface Said {
  message: string;
  fix: string;
  line?: 'map' | 'value';
}
export type Say = (place: Place) => Said;

/** An issue of valibot that knows what is told of it. */
export interface Slip extends v.BaseIssue<unknown> {
  requirement: Say;
  /** The map in which it is. */
  what?: string;
}

function slip(value: unknown, say: Say, path?: Slip['path']): Slip {
  const nothing = { kind: 'schema', type: 'lesson', expected: null, received: '', message: '' } as const;
  return { ...nothing, input: value, requirement: say, path };
}

type Read<T> = v.OutputDataset<T, v.BaseIssue<unknown>>;

const dataset = <T>(value: T, issues: v.BaseIssue<unknown>[]): Read<T> =>
  issues.length === 0 ? { typed: true, value } : { typed: true, value, issues: issues as [v.BaseIssue<unknown>] };

/** The same schema, read differently. */
const reading = <T>(schema: Form<unknown>, run: (value: unknown, config: v.Config<v.BaseIssue<unknown>>) => Read<T>) =>
  ({
    ...schema,
    '~run': (given: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => run(given.value, config),
  }) as Form<T>;

/** What a schema of valibot takes, or else one slip and `instead`. */
export function form<T>(schema: v.GenericSchema<unknown, T>, say: Say, instead: NoInfer<T>): Form<T> {
  return reading<T>(schema, (value, config) => {
    const read = schema['~run']({ value }, config);
    if (!read.typed || read.issues !== undefined) return dataset(instead, [slip(value, say)]);
    return dataset(
      typeof read.value === 'object' && read.value !== null ? sameLines(read.value, value) : read.value,
      [],
    );
  });
}

const A_TEXT = 'a text';

/** There is nothing, or something of another kind. */
export const wrong =
  (kind: string): Say =>
  ({ what, key, value }) =>
    value === undefined || value === null
      ? { message: `${what} has no "${key}"`, fix: `add "${key}": ${kind}`, line: 'map' }
      : {
          message: `${what}: "${key}" is not ${kind}`,
          fix: kind === A_TEXT ? `write ${kind}; put it in quotes if need be` : `write ${kind}`,
        };

/** One sentence whatever is wrong. */
export const saying =
  (message: string, fix: string, line?: Said['line']): Say =>
  ({ what }) => ({ message: message.replace('{what}', () => what), fix, ...(line && { line }) });

export const noted = <T>(schema: Form<T>, notes: Notes): Form<T> => v.pipe(schema, v.metadata({ ...notes })) as Form<T>;

const told = <T>(schema: Form<T>, description?: string, editor?: Schema): Form<T> => {
  const described = description === undefined ? schema : (v.pipe(schema, v.description(description)) as Form<T>);
  return editor === undefined ? described : noted(described, { editor });
};

export const text = (description?: string, editor?: Schema): Form<string> =>
  told(form(v.string(), wrong(A_TEXT), ''), description, editor);

export const number = (description?: string, editor?: Schema): Form<number> =>
  told(form(v.number(), wrong('a number'), 0), description, editor);

export const yes = (description?: string): Form<boolean> =>
  told(form(v.boolean(), wrong('true or false'), false), description);

/** One word of a few. */
export function word<const T extends string>(choices: readonly T[], description?: string): Form<T> {
  const none = wrong(`one of: ${choices.join(', ')}`);
  const say: Say = place =>
    typeof place.value === 'string'
      ? { message: `${place.what}: "${place.key}" cannot be "${place.value}"`, fix: suggest(place.value, choices) }
      : none(place);
  return told(form<T>(v.picklist(choices), say, choices[0] as T), description);
}

export const texts = (description?: string, editor?: Schema, item: Form<string> = text()): Form<string[]> =>
  told(form(v.array(item), wrong('a list of texts'), []), description, editor);

/** Nothing is fine, too: it counts as `absent`, read as if it were written. */
export function optional<T>(schema: Form<T>): Form<T | undefined>;
export function optional<T>(schema: Form<T>, absent: null): Form<T | null>;
export function optional<T>(schema: Form<T>, absent: unknown): Form<T>;
export function optional<T>(schema: Form<T>, absent?: unknown): Form<unknown> {
  return v.nullish(schema, () => absent) as Form<unknown>;
}

/** For editors it is needed; check.ts misses it with a sentence of its own. */
export const needed = <T>(schema: Form<T>): Form<T> => noted(schema, { required: true });

type Entries = Record<string, Form<unknown>>;
type Output<E extends Entries> = { [K in keyof E]: v.InferOutput<E[K]> };
type Absent<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** What a map gives: a key that may be absent is absent, not undefined. */
export type MapOf<E extends Entries> = Omit<Output<E>, Absent<Output<E>>> & {
  [K in Absent<Output<E>>]?: Exclude<Output<E>[K], undefined>;
};

const NO_MAP: Say = ({ what, list }) => ({
  message: `${what}: an item of "${list}" is not a map`,
  fix: 'write { key: value, … }',
});

/**
 * A map with these keys; null for what is none. `what` names it in sentences, with `{step}` for the id of its step. `known`: keys
 * that are not called unknown, where not these; null: no key is.
 */
export function map<E extends Entries>(
  what: string,
  entries: E,
  { known = Object.keys(entries), whole }: { known?: readonly string[] | null; whole?: Say } = {},
): Form<MapOf<E> | null> {
  const object = v.object(entries);
  const absent = Object.fromEntries(Object.keys(entries).map(key => [key, undefined]));
  return reading<MapOf<E> | null>(object, (value, config) => {
    if (!isMap(value)) return dataset(null, [slip(value, NO_MAP)]);
    // every key is read, so that each says itself that it is missing
    const read = object['~run']({ value: sameLines({ ...absent, ...value }, value) }, config);
    const issues: Slip[] = [...unknownKeys(value, known), ...((read.issues ?? []) as Slip[])];
    if (whole) issues.push(slip(value, whole));
    for (const issue of issues) issue.what ??= what;
    const there = Object.entries(read.value as object).filter(([, part]) => part !== undefined);
    return dataset(sameLines(Object.fromEntries(there), value) as MapOf<E>, issues);
  });
}

function unknownKeys(map: PlainMap, known: readonly string[] | null): Slip[] {
  if (known === null) return [];
  // { title: One, two } is a title "One" and an empty key "two"
  const say: Say = ({ what, key, value }) => ({
    message: `${what} has an unknown key "${key}"`,
    fix: value === null ? 'put a text with a comma in quotes' : suggest(key, known),
  });
  return Object.entries(map).flatMap(([key, value]) => {
    const path: Slip['path'] = [{ type: 'object', origin: 'key', input: map, key, value }];
    return known.includes(key) ? [] : [slip(value, say, path)];
  });
}

/** Items that could not be read are left out. */
export function list<T>(item: Form<T | null>, description?: string, editor?: Schema): Form<T[]> {
  const array = v.array(item);
  const none = wrong('a list');
  const whole = reading<T[]>(array, (value, config) => {
    if (!Array.isArray(value)) return dataset([], [slip(value, none)]);
    const read = array['~run']({ value }, config);
    return dataset(
      (read.value as (T | null)[]).filter(each => each !== null),
      read.issues ?? [],
    );
  });
  return told(whole, description, editor);
}

/** What `read` became is made into something else: `from` is the map as it stands in the file. */
export function made<A, B>(schema: Form<A | null>, make: (read: A, from: PlainMap) => B): Form<B | null> {
  return reading<B | null>(schema, (value, config) => {
    const { value: read, issues } = schema['~run']({ value }, config) as {
      value: A | null;
      issues?: v.BaseIssue<unknown>[];
    };
    return dataset(read === null ? null : make(read, value as PlainMap), issues ?? []);
  });
}

/** A map under a key, with a sentence of its own for what is none. */
export function inner<T>(schema: Form<T | null>, say: Say): Form<T | undefined> {
  return reading<T | undefined>(schema, (value, config) => {
    if (!isMap(value)) return dataset(undefined, [slip(value, say)]);
    const { value: read, issues } = schema['~run']({ value }, config) as {
      value: T | null;
      issues?: v.BaseIssue<unknown>[];
    };
    return dataset(read ?? undefined, issues ?? []);
  });
}

/** What is no map counts as an empty one. */
export const orEmpty = <T>(schema: Form<T | null>): Form<T> =>
  reading(schema, (value, config) => schema['~run']({ value: isMap(value) ? value : {} }, config) as Read<T>);

/** One of several forms: `which` says by what stands there. */
export function choose<O extends Entries>(
  options: O,
  which: (value: unknown) => keyof O,
): Form<v.InferOutput<O[keyof O]>> {
  const chosen = v.lazy(value => options[which(value)] as Form<v.InferOutput<O[keyof O]>>);
  return Object.assign(chosen, { options: Object.values(options) });
}

/** Several kinds of map: which one, the word under `key` says. `other` reads one whose word is unknown. */
export function byWord<T>(key: string, kinds: Readonly<Record<string, Form<T>>>, other: Form<T>): Form<T> {
  return v.lazy(value => {
    const said = isMap(value) ? value[key] : undefined;
    return (typeof said === 'string' ? own(kinds, said) : undefined) ?? other;
  });
}

/** What a record itself has under a key, whatever stands in a lesson. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
