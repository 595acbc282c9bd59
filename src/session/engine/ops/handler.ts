/** How an op of a lesson is carried out: what a row of the table of ops holds. */
import type { LessonOp } from '../../../lesson/lesson.ts';
import type { LabError } from '../../../protocol/lab-error.ts';
import type { Reply, WireRequest } from '../../../protocol/wire.ts';
import type { Parts } from '../parts.ts';
import type { Subject } from '../subjects/subject.ts';

/** Where an op is carried out, and with what. */
export interface Site {
  subject: Subject;
  parts: Parts;
  /** Asked for before: a program is only started in the container when they are in force. */
  protections: readonly LessonOp[];
  /** Another op has to come first, at the same place. */
  first(op: LessonOp): Promise<unknown>;
}

export interface OpHandler {
  /** Before anything is asked of the helper. Throws what is in the way. */
  prepare?(op: LessonOp, site: Site): Promise<void>;
  /** The requests of the op. */
  plan(op: LessonOp, site: Site): WireRequest[] | Promise<WireRequest[]>;
  /** A granted request: what it means for what the engine knows of the subject. Called before any event that follows the reply. */
  follow?(request: WireRequest, reply: Reply, site: Site): void;
  /** Called when all requests were answered. */
  done?(granted: boolean, site: Site): void;
  /** A refusal that nobody wanted, in better words; null: the helper's own. */
  explain?(error: (Reply & { ok: false })['error'], site: Site): Promise<LabError | null> | LabError | null;
}

/** An op that asks for nothing, but waits. */
export interface WaitHandler {
  wait(op: LessonOp, site: Site): Promise<void>;
}
