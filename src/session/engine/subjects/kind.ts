/** How the subjects of one kind come and go. */
import type { CastMember } from '../../../words/cast.ts';
import type { Subject } from './subject.ts';

export interface SubjectKind {
  /** `strict`: for a lesson that is not trusted. Throws the LabError of a refusal. */
  spawn(member: CastMember, how: { strict: boolean }): Promise<Subject>;
  /** Kill it, and undo what it was given. */
  drop(member: CastMember): Promise<void>;
}
