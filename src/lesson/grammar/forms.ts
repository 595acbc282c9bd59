/** The forms of which the grammar of lessons is made: texts, words, lists, maps. */
import * as v from 'valibot';
import { suggest } from '../../protocol/did-you-mean.ts';
import { entryOf, isMap, type PlainMap, sameLines } from '../yaml.ts';
import {
  annotated,
  described,
  type Explain,
  type Form,
  form,
  issueOf,
  type LessonIssue,
  reading,
  type Schema,
} from './form.ts';

const A_TEXT = 'a text';

/** There is nothing, or something of another kind. */
export const expected =
  (kind: string): Explain =>
  ({ what, key, value }) =>
    value === undefined || value === null
      ? { message: `${what} has no "${key}"`, fix: `add "${key}": ${kind}`, line: 'map' }
      : {
          message: `${what}: "${key}" is not ${kind}`,
          fix: kind === A_TEXT ? `write ${kind}; put it in quotes if need be` : `write ${kind}`,
        };

export const text = (description?: string, editor?: Schema): Form<string> =>
  described(form(v.string(), expected(A_TEXT), ''), description, editor);

export const number = (description?: string, editor?: Schema): Form<number> =>
  described(form(v.number(), expected('a number'), 0), description, editor);

export const boolean = (description?: string): Form<boolean> =>
  described(form(v.boolean(), expected('true or false'), false), description);

/** One word of a few. */
export function word<const T extends string>(choices: readonly T[], description?: string): Form<T> {
  const none = expected(`one of: ${choices.join(', ')}`);
  const explain: Explain = place =>
    typeof place.value === 'string'
      ? { message: `${place.what}: "${place.key}" cannot be "${place.value}"`, fix: suggest(place.value, choices) }
      : none(place);
  return described(form<T>(v.picklist(choices), explain, choices[0] as T), description);
}

export const texts = (description?: string, editor?: Schema, item: Form<string> = text()): Form<string[]> =>
  described(form(v.array(item), expected('a list of texts'), []), description, editor);

/** Nothing is fine, too: it counts as `absent`, read as if it were written. */
export function optional<T>(schema: Form<T>): Form<T | undefined>;
export function optional<T>(schema: Form<T>, absent: null): Form<T | null>;
export function optional<T>(schema: Form<T>, absent: unknown): Form<T>;
export function optional<T>(schema: Form<T>, absent?: unknown): Form<unknown> {
  return v.nullish(schema, () => absent) as Form<unknown>;
}

/** For editors it is needed; check.ts misses it with a sentence of its own. */
export const requiredForEditors = <T>(schema: Form<T>): Form<T> => annotated(schema, { required: true });

type Entries = Record<string, Form<unknown>>;
type Output<E extends Entries> = { [K in keyof E]: v.InferOutput<E[K]> };
type Absent<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** What a map gives: a key that may be absent is absent, not undefined. */
export type MapOf<E extends Entries> = Omit<Output<E>, Absent<Output<E>>> & {
  [K in Absent<Output<E>>]?: Exclude<Output<E>[K], undefined>;
};

const NO_MAP: Explain = ({ what, list }) => ({
  message: `${what}: an item of "${list}" is not a map`,
  fix: 'write { key: value, … }',
});

/**
 * A map with these keys; null for what is none. `what` names it in sentences, with `{step}` for the id of its step. `known`: keys
 * that are not called unknown, where not these; null: no key is. `whole`: what is wrong with the map itself.
 */
export function map<E extends Entries>(
  what: string,
  entries: E,
  { known = Object.keys(entries), whole }: { known?: readonly string[] | null; whole?: Explain } = {},
): Form<MapOf<E> | null> {
  const object = v.object(entries);
  const absent = Object.fromEntries(Object.keys(entries).map(key => [key, undefined]));
  return reading<MapOf<E> | null>(object, (value, run) => {
    if (!isMap(value)) return { value: null, issues: [issueOf(value, NO_MAP)] };
    // every key is read, so that each says itself that it is missing
    const read = run(object, sameLines({ ...absent, ...value }, value));
    const issues = [...unknownKeys(value, known), ...read.issues, ...(whole ? [issueOf(value, whole)] : [])];
    for (const issue of issues) issue.what ??= what;
    const there = Object.entries(read.value).filter(([, part]) => part !== undefined);
    return { value: sameLines(Object.fromEntries(there), value) as MapOf<E>, issues };
  });
}

function unknownKeys(map: PlainMap, known: readonly string[] | null): LessonIssue[] {
  if (known === null) return [];
  // { title: One, two } is a title "One" and an empty key "two"
  const explain: Explain = ({ what, key, value }) => ({
    message: `${what} has an unknown key "${key}"`,
    fix: value === null ? 'put a text with a comma in quotes' : suggest(key, known),
  });
  return Object.entries(map).flatMap(([key, value]) => {
    const path: LessonIssue['path'] = [{ type: 'object', origin: 'key', input: map, key, value }];
    return known.includes(key) ? [] : [issueOf(value, explain, path)];
  });
}

/** Items that could not be read are left out. */
export function list<T>(item: Form<T | null>, description?: string, editor?: Schema): Form<T[]> {
  const array = v.array(item);
  const read = reading<T[]>(array, (value, run) => {
    if (!Array.isArray(value)) return { value: [], issues: [issueOf(value, expected('a list'))] };
    const { value: items, issues } = run(array, value);
    return { value: items.filter(each => each !== null), issues };
  });
  return described(read, description, editor);
}

/** What is read is made into something else; `from` is the map as it stands in the file. Null stays null. */
export function transformed<A, B>(schema: Form<A | null>, make: (read: A, from: PlainMap) => B): Form<B | null> {
  return reading<B | null>(schema, (value, run) => {
    const { value: read, issues } = run(schema, value);
    return { value: read === null ? null : make(read, value as PlainMap), issues };
  });
}

/** A map under a key, with a sentence of its own for what is none. */
export function mapUnder<T>(schema: Form<T | null>, explain: Explain): Form<T | undefined> {
  return reading<T | undefined>(schema, (value, run) => {
    if (!isMap(value)) return { value: undefined, issues: [issueOf(value, explain)] };
    const { value: read, issues } = run(schema, value);
    return { value: read ?? undefined, issues };
  });
}

/** What is no map counts as an empty one. */
export const emptyUnlessMap = <T>(schema: Form<T | null>): Form<T> =>
  reading<T>(schema, (value, run) => run(schema as Form<T>, isMap(value) ? value : {}));

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
    return (typeof said === 'string' ? entryOf(kinds, said) : undefined) ?? other;
  });
}
