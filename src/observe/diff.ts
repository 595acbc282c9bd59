/** What differs between two snapshots. Pure. */
import type { RealFile } from '../kernel/cgroup/index.ts';
import type { FactKey, FactValue, SubjectName } from '../words/fact-value.ts';
import { isError } from '../words/fact-value.ts';
import type { Snapshot, SubjectFacts } from './snapshot.ts';

export interface Change {
  subject: SubjectName;
  key: FactKey;
  before: FactValue;
  after: FactValue;
  /** The real file, where the key is a logical cgroup name. */
  file?: RealFile;
}

/** Changes of the subjects that are in both. `was`: who goes on under another name, from the new one to the old one. */
export function diff(
  before: Snapshot,
  after: Snapshot,
  was: Readonly<Record<SubjectName, SubjectName>> = {},
): Change[] {
  return Object.entries(after).flatMap(([subject, now]) => {
    const old = before[subject] ?? before[was[subject] ?? subject];
    return old === undefined ? [] : diffFacts(subject, old, now);
  });
}

/** A fact that is only on one side is `null` on the other. */
function diffFacts(subject: SubjectName, before: SubjectFacts, after: SubjectFacts): Change[] {
  const keys = new Set([...Object.keys(before.facts), ...Object.keys(after.facts)]);
  return [...keys].flatMap(key => {
    const old = before.facts[key] ?? null;
    const now = after.facts[key] ?? null;
    if (sameValue(old, now)) return [];
    const file = after.files[key] ?? before.files[key];
    return [{ subject, key, before: old, after: now, ...(file === undefined ? {} : { file }) }];
  });
}

/** Lists are compared by content and order. */
export function sameValue(a: FactValue, b: FactValue): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => item === b[index]);
  if (isError(a) && isError(b)) return a.error === b.error;
  return a === b;
}
