/** A snapshot of the subjects: one plain value. The keys are those of `words/facts/`. */
import type { Group, RealFile } from '../kernel/cgroup/index.ts';
import { parseStat } from '../kernel/processes.ts';
import type { Fact, LookQuery } from '../words/fact.ts';
import type { FactKey, Facts, SubjectName } from '../words/fact-value.ts';
import { FACTS } from '../words/facts.ts';
import type { Answer, Query } from './source.ts';

export interface SubjectFacts {
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, RealFile>;
  /** It was ending when it was looked at: of its facts some may be of its life, and some of what is left. */
  ending?: true;
}

/** A subject that is gone is absent. */
export type Snapshot = Record<SubjectName, SubjectFacts>;

/** What a snapshot is taken of. `rootfs` and `layers` are the session's mount points (hello); without them their facts are left out. */
export interface Frame {
  subjects: readonly SubjectName[];
  rootfs?: string;
  layers?: string;
  /** The subjects whose container has a group. */
  cgroups?: readonly { subject: SubjectName; group: Pick<Group, 'items' | 'facts'> }[];
}

/** The queries, in one list, so that the wire can carry them in one request. */
export function queriesFor(frame: Frame): Query[] {
  const rowsOf = rowsFor(frame);
  return [
    ...frame.subjects.flatMap(subject => rowsOf(subject).map(({ kind, path }): Query => ({ kind, subject, path }))),
    ...groupsOf(frame).flatMap(({ group }) => group.items().map(cgroupQuery)),
  ];
}

/** The answers (same order as `queriesFor(frame)`) as facts. */
export function factsFrom(frame: Frame, answers: readonly Answer[]): Snapshot {
  const rowsOf = rowsFor(frame);
  const snapshot: Snapshot = {};
  let at = 0;
  for (const subject of frame.subjects) {
    const rows = rowsOf(subject);
    const own = answers.slice(at, at + rows.length);
    at += rows.length;
    if (own.length === 0 || own.every(isGone)) continue;
    const facts: Facts = {};
    rows.forEach((row, index) => {
      const answer = own[index];
      if (answer !== undefined) Object.assign(facts, factsIn(row, answer));
    });
    snapshot[subject] = {
      facts,
      files: {},
      ...(rows.at(-1) === LIFE && isEnding(own[rows.length - 1]) ? { ending: true } : {}),
    };
  }
  for (const { subject, group } of groupsOf(frame)) {
    const count = group.items().length;
    const { facts, files } = group.facts(answers.slice(at, at + count));
    at += count;
    const found = snapshot[subject];
    if (found === undefined) continue;
    Object.assign(found.facts, facts);
    Object.assign(found.files, files);
  }
  return snapshot;
}

/** One query about a subject, and the facts that its answer gives: a row of `words/facts/`, or several that read one file. */
interface Row {
  kind: LookQuery['kind'];
  path: string;
  facts: [key: FactKey, value: NonNullable<Fact['value']>][];
}

/** No fact. Read last: a process that lives then has lived while everything above was read. */
const LIFE: Row = { kind: 'read', path: 'stat', facts: [] };

/** What the helper tells of foreign processes too. Our mount points mean nothing to them; whether one lives its seeker asks. */
const FOREIGN_ROWS = rowsOf(({ foreign }) => foreign === true, {});

/** Of our own: queries at a mount point of the session come last, and are left out without it. */
function rowsFor({ rootfs, layers }: Frame): (subject: SubjectName) => Row[] {
  const isOwn = ({ foreign }: Fact) => foreign !== true;
  const own = [
    ...FOREIGN_ROWS,
    ...rowsOf(fact => isOwn(fact) && hasPath(fact), {}),
    ...rowsOf(fact => isOwn(fact) && !hasPath(fact), { rootfs, layers }),
    LIFE,
  ];
  return subject => (subject === 'candidate' ? FOREIGN_ROWS : own);
}

function hasPath({ query }: Fact): boolean {
  return query !== undefined && 'path' in query;
}

function rowsOf(
  fits: (fact: Fact) => boolean,
  places: { rootfs?: string | undefined; layers?: string | undefined },
): Row[] {
  const rows = new Map<string, Row>();
  for (const [key, fact] of FACTS) {
    const { query, value } = fact;
    if (query === undefined || value === undefined || !fits(fact)) continue;
    const path = 'path' in query ? query.path : places[query.at];
    if (path === undefined) continue;
    const name = `${query.kind}:${path}`;
    const row = rows.get(name) ?? { kind: query.kind, path, facts: [] };
    row.facts.push([key, value]);
    rows.set(name, row);
  }
  return [...rows.values()];
}

/** A refusal is the fact then. */
function factsIn(row: Row, answer: Answer): Facts {
  const facts: Facts = {};
  for (const [key, value] of row.facts) {
    const found = 'e' in answer ? { error: answer.e } : value(answer);
    if (found !== undefined) facts[key] = found;
  }
  return facts;
}

function isGone(answer: Answer): boolean {
  return 'e' in answer && answer.e === 'ESRCH';
}

/** proc(5): a file of a process that has just been buried is not found, or there is no such process. */
function isEnding(stat: Answer | undefined): boolean {
  if (stat === undefined) return false;
  if ('e' in stat) return stat.e === 'ESRCH' || stat.e === 'ENOENT';
  return 'v' in stat && parseStat(stat.v)?.ending === true;
}

function groupsOf({ cgroups }: Frame) {
  return cgroups ?? [];
}

/** `items` gives whole items, `cgroup::<path>`. */
function cgroupQuery(item: string): Query {
  return { kind: 'cgroup', subject: '', path: item.slice('cgroup::'.length) };
}
