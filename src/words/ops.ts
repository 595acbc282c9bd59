/**
 * Every op in one row: what lessons may say of it, what it can change, its sentence and example. An op of the helper without a row does
 * not compile. Tables of the guide, `lesson.schema.json`, causes and refusals are made from the rows.
 */

import type { Args } from '../protocol/wire.ts';
import type { Effect } from './effect.ts';
import type { FactKey } from './fact-value.ts';
import type { AllRows, LessonOpSpec, WireOp } from './op.ts';
import { FILE_OPS } from './ops/files.ts';
import { GROUP_OPS } from './ops/groups.ts';
import { IMAGE_OPS } from './ops/image.ts';
import { MOUNT_OPS } from './ops/mounts.ts';
import { NAMESPACE_OPS } from './ops/namespaces.ts';
import { PROGRAM_OPS } from './ops/programs.ts';
import { RIGHT_OPS } from './ops/rights.ts';
import { ROOT_OPS } from './ops/roots.ts';
import { SESSION_OPS } from './ops/session.ts';

/** The families in the order of the guide. */
export const FAMILIES = [
  MOUNT_OPS,
  NAMESPACE_OPS,
  ROOT_OPS,
  FILE_OPS,
  RIGHT_OPS,
  PROGRAM_OPS,
  IMAGE_OPS,
  GROUP_OPS,
  SESSION_OPS,
] as const;

const ROWS = {
  ...MOUNT_OPS,
  ...NAMESPACE_OPS,
  ...ROOT_OPS,
  ...FILE_OPS,
  ...RIGHT_OPS,
  ...PROGRAM_OPS,
  ...IMAGE_OPS,
  ...GROUP_OPS,
  ...SESSION_OPS,
} as const satisfies AllRows;

type Row = { lesson?: LessonOpSpec } & Partial<Omit<WireOp, 'lesson'>>;

const BY_NAME: ReadonlyMap<string, Row> = new Map(Object.entries<Row>(ROWS));

/** What lessons may say, by name, in the order of the guide. */
export const LESSON_OPS: ReadonlyMap<string, LessonOpSpec> = new Map(
  [...BY_NAME].flatMap(([name, { lesson }]) => (lesson === undefined ? [] : [[name, lesson]])),
);

/** The ops that need a rule in `lesson/untrusted.ts`. */
export type JudgedOp = {
  [N in keyof typeof ROWS]: (typeof ROWS)[N] extends { lesson: { untrusted: 'judged' } } ? N : never;
}[keyof typeof ROWS];

/** Which facts the op can change. */
export function changesOf(op: string): Effect {
  return BY_NAME.get(op)?.changes ?? [];
}

/** Which of its calls moves which facts, where it has several kinds. */
export function callsOf(op: string): WireOp['calls'] {
  return BY_NAME.get(op)?.calls;
}

/** May a process end by it, later than at once? */
export function endsLater(op: string): boolean {
  return BY_NAME.get(op)?.endsLater === true;
}

/** Is it about the group of its subject, and does it make it or want it there? */
export function groupOf(op: string): LessonOpSpec['group'] {
  return LESSON_OPS.get(op)?.group;
}

/**
 * Do all later steps of the container rest on it? What an app can go without (a host name, a group, its own /proc) is none; what it must
 * not go without is asked for by `session/gate.ts`.
 */
export function isFoundation({ op, args }: { op: string; args: Args }): boolean {
  const foundation = LESSON_OPS.get(op)?.foundation;
  return typeof foundation === 'function' ? foundation(args) : foundation === true;
}

/** Names of system calls and tools by which the op is found, too. */
export function alsoCalled(op: string): readonly string[] {
  return LESSON_OPS.get(op)?.also ?? [];
}

/** What tells most about an op or one of its flags; undefined where the claims of its step do. */
export function tellingOf(name: string): readonly FactKey[] | undefined {
  return TELLING.get(name);
}

const TELLING: ReadonlyMap<string, readonly FactKey[]> = new Map(
  [...LESSON_OPS].flatMap(([name, { telling, tellingFlags }]) => [
    ...(telling === undefined ? [] : [[name, telling] as const]),
    ...Object.entries(tellingFlags ?? {}),
  ]),
);
