/** What differs between two photographs. Pure. */
import type { FactKey, FactValue, SubjectName } from './facts.ts';
import type { Snapshot, SubjectFacts } from './snapshot.ts';

export interface Change {
  subject: SubjectName;
  key: FactKey;
  before: FactValue;
  after: FactValue;
  /** The real file, where the key is a logical cgroup name. */
  file?: string;
}

/** Changes of the subjects that are in both; `same: {from: 'stage', to: 'app'}` compares across execve, as changes of `to`. */
export function diff(_before: Snapshot, _after: Snapshot, _same?: { from: SubjectName; to: SubjectName }): Change[] {
  throw new Error('being written');
}

export function diffFacts(_subject: SubjectName, _before: SubjectFacts, _after: SubjectFacts): Change[] {
  throw new Error('being written');
}
