/**
 * Every fact in one row: its key, the query for it, how its answer is read, where it is shown, its sentence and example.
 * Snapshots, the pane of facts, the guide, `lesson.schema.json`, the helper's list for processes of others and the independent check's list
 * are made from the rows.
 */

import type { Fact, Group } from './fact.ts';
import type { FactKey } from './fact-value.ts';
import { CANDIDATE_FACTS } from './facts/candidate.ts';
import { GROUP_FACTS, MEMBERSHIP_FACTS } from './facts/cgroup.ts';
import { NAMESPACE_FACTS } from './facts/namespaces.ts';
import { DIRECTORY_FACTS, PLACE_FACTS } from './facts/places.ts';
import { EXIT_FACTS, PROCESS_FACTS } from './facts/process.ts';

/** By key, in the order of the guide. */
export const FACTS: ReadonlyMap<FactKey, Fact> = new Map<string, Fact>(
  [
    NAMESPACE_FACTS,
    PLACE_FACTS,
    PROCESS_FACTS,
    DIRECTORY_FACTS,
    MEMBERSHIP_FACTS,
    EXIT_FACTS,
    CANDIDATE_FACTS,
    GROUP_FACTS,
  ].flatMap(rows => Object.entries<Fact>(rows)),
);

const keysWhere = (fits: (fact: Fact) => boolean): FactKey[] =>
  [...FACTS].flatMap(([key, fact]) => (fits(fact) ? [key] : []));

/** The keys that a lesson may name. */
export const FACT_KEYS: ReadonlySet<FactKey> = new Set(keysWhere(({ candidate }) => candidate !== true));

/** Those that only a candidate of a challenge has. */
export const CANDIDATE_KEYS: ReadonlySet<FactKey> = new Set(keysWhere(({ candidate }) => candidate === true));

/** A counter that the kernel keeps: it moves it by itself. */
export function isKernelKey(key: FactKey): boolean {
  return FACTS.get(key)?.kernel === true;
}

/** The pane of facts: its headings, what stands below each, and the prefix of what else belongs there. */
export const PANE: readonly { title: Group; keys: readonly FactKey[]; prefix?: string }[] = [
  { title: 'namespaces', prefix: 'ns.' },
  { title: 'root' },
  { title: 'mounts' },
  { title: 'process' },
  { title: 'cgroup', prefix: 'cgroup.' },
].map(({ title, ...prefix }) => ({ title: title as Group, keys: keysBelow(title), ...prefix }));

function keysBelow(title: string): FactKey[] {
  const placeOf = (key: FactKey) => FACTS.get(key)?.place ?? Number.POSITIVE_INFINITY;
  return keysWhere(({ group }) => group === title).sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** What is read of processes that are not of this session and is no fact: who it is, and whether it lives. */
const OF_OTHERS = [
  { kind: 'read', path: 'comm' },
  { kind: 'read', path: 'stat' },
];

/** Every query that may be made about a process that is not of this session, once. Paths in its root the helper judges by itself. */
export function foreignQueries(): { kind: string; path: string }[] {
  const rows = [...FACTS.values()];
  const asked = [
    ...rows.flatMap(({ query, foreign }) => (query !== undefined && foreign === true ? [query] : [])),
    ...rows.flatMap(({ asks }) => asks ?? []),
    ...OF_OTHERS,
  ];
  const items = asked.flatMap(query => ('path' in query ? [`${query.kind}:${query.path}`] : []));
  return [...new Set(items)].map(item => {
    const [kind = '', path = ''] = item.split(':');
    return { kind, path };
  });
}
