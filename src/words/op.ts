/** What a row about an op says. The rows stand in `ops/`, by family; `ops.ts` joins them. */

import type { OPS, OpName } from '../protocol/ops.gen.ts';
import type { Args } from '../protocol/wire.ts';
import type { Effect } from './effect.ts';
import type { FactKey } from './fact-value.ts';

/** Ops of lessons alone: the session plans them, as requests of the wire or as a wait (`session/engine/`). */
export type PlannedName =
  | 'populate'
  | 'bind-image'
  | 'create-cgroup'
  | 'set-limit'
  | 'join-cgroup'
  | 'remove-cgroup'
  | 'wait-exit'
  | 'wait-until'
  | 'start-app';

/**
 * How a lesson writes an argument.
 * `text`, `list` (of texts), `path` (absolute or ".", templates allowed), `flags` (kernel names), `size` (bytes; "64M"),
 * `fact` (a key of `facts.ts`), `count`, `percent` ("20%" of one CPU, or a fraction such as 0.2), `mode` (octal text), `word` (one of `choices`).
 */
export type ArgumentType =
  | 'text'
  | 'list'
  | 'path'
  | 'paths'
  | 'flags'
  | 'size'
  | 'fact'
  | 'count'
  | 'percent'
  | 'mode'
  | 'word';

export interface Argument {
  type: ArgumentType;
  required?: boolean;
  /** For `flags` and `word`. */
  choices?: readonly string[];
}

/** What of an op a lesson may say. */
export interface LessonOpSpec<Arguments = Readonly<Record<string, Argument>>> {
  /** One sentence, for the author's guide and the schema. */
  what: string;
  /** As an item of `do`, for the guide. */
  example: string;
  args: Arguments;
  /** At least one of its arguments must be given. */
  needsOne?: true;
  /** The session makes other requests of it than the op of this name with these arguments. */
  planned?: true;
  /** A lesson from elsewhere: `may` say it with any argument, or `lesson/untrusted.ts` has a rule for it. */
  untrusted: 'may' | 'judged';
  /** It is about the group of its subject: it makes it, or wants it there. */
  group?: 'makes' | 'needs';
  /** All later steps of the container rest on it: without it they would work on another root than their lesson thinks. */
  foundation?: true | ((args: Args) => boolean);
  /** Names of system calls and tools by which it is found, too. */
  also?: readonly string[];
  /** What tells most about it, where the claims of its step are not that. */
  telling?: readonly FactKey[];
  /** The same for some of its flags. */
  tellingFlags?: Readonly<Record<string, readonly FactKey[]>>;
}

/** Of a lesson's argument, what the wire carries under the same name. */
interface WrittenAs {
  text: 'text';
  bytes: 'text';
  name: 'text';
  path: 'path';
  pathOrDot: 'path';
  paths: 'paths';
  list: 'list';
  flags: 'flags';
  number: 'count' | 'mode';
  choice: 'word' | 'text';
}

type WireArgument = { type: keyof WrittenAs; required: boolean; choices?: readonly string[] };

/** An argument that fits the one of the wire: its type, whether it must be there, and only words that the helper knows. */
type Fitting<W extends WireArgument> = { type: WrittenAs[W['type']] } & (W['required'] extends true
  ? { required: true }
  : { required?: false }) & { choices?: W extends { choices: readonly (infer C)[] } ? readonly C[] : undefined };

type FittingArgs<A> = { readonly [K in keyof A]?: A[K] extends WireArgument ? Fitting<A[K]> : never };

/** A row about an op of the helper. Without `lesson` no lesson may say it. */
export interface WireOp<N extends OpName = OpName> {
  lesson?: LessonOpSpec<FittingArgs<(typeof OPS)[N]['args']>>;
  /** Which facts of its subject it can change: empty for what changes nothing that is seen in snapshots. */
  changes: Effect;
  /** Of an op with calls of several kinds: which of them moves which facts. */
  calls?: readonly (readonly [keys: RegExp, call: RegExp])[];
  /** A process may end by it, later than at once. */
  endsLater?: true;
}

/** A row about an op that the session plans; what it changes, the requests tell that are made of it. */
interface PlannedOp {
  lesson: LessonOpSpec;
}

/** Some rows. */
export type Rows = { [N in OpName]?: WireOp<N> } & { [N in PlannedName]?: PlannedOp };

/** All of them: what C has, and what the session plans. */
export type AllRows = { [N in OpName]: WireOp<N> } & { [N in PlannedName]: PlannedOp };
