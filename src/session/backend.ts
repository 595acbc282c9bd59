import type { ChallengeStep, LessonOp } from '../lesson/lesson.ts';
import type { Snapshot } from '../observe/snapshot.ts';
import type { LabError } from '../protocol/lab-error.ts';
import type { Watch } from './challenge/challenges.ts';
import type { Solution } from './challenge/solution.ts';
import type { AuditReport } from './engine/host-audit.ts';
import type { LabEventBody } from './events.ts';
import type { Evidence } from './expect.ts';
import type { Promised } from './gate.ts';
import type { Refusal } from './refusals.ts';
import type { Terminal } from './session.ts';

/** The outcome of an action, to be judged. */
export interface Performed {
  before: Snapshot;
  after: Snapshot;
  /** errno of the last op, or null when the kernel accepted it. */
  errno: string | null;
  /** The op that the kernel refused although it should not have. */
  failed: LabError | null;
  /** The op that the kernel does not allow here; those after it were not tried. */
  refused: Refusal | null;
  /** The op at which it ended, failed or refused; null when all were carried out. */
  stopped: LessonOp | null;
}

/** What a live session needs: somebody who carries out ops and tells events. `engine/engine.ts` does it on a kernel. */
export interface Backend {
  /** Called when something moved that nobody asked for (a program ended). */
  onChange: () => void;
  /** Resolves when the helper is gone although nobody asked it to go. */
  readonly lost: Promise<LabError>;
  /** What {name} stands for in the texts of challenges. */
  readonly name: string;
  sessionEvent(): LabEventBody;
  openingNotes(): string[];
  /** A subject of the cast. `strict`: for a lesson that is not trusted; whatever it names, the helper asks for its file system. */
  spawn(name: string, how?: { strict: boolean }): Promise<void>;
  /** Kill the subject and undo what it was given; nothing happens when there is none. */
  drop(name: string): Promise<void>;
  /** `protections`: what must be in force before a program may start in the container. */
  perform(ops: LessonOp[], of: string, how: { quiet: boolean; protections: LessonOp[] }): Promise<Performed>;
  refresh(): Promise<void>;
  /** The last snapshot, as evidence for a question that no action precedes. */
  evidence(): Evidence;
  /** Kill every process in the groups of the experiment, or of the container when there is none. */
  panic(): Promise<void>;
  holdEvent(): LabEventBody;
  /** What a challenge is looked at with. */
  watch(step: ChallengeStep): Watch;
  /** A challenge's solution as it is typed here. */
  solution(step: ChallengeStep): Solution;
  /** `promised`: a shell that does not find it so is not opened (`NotStarted`). */
  openTerminal(
    which: 'shell' | 'app' | 'host',
    size: { columns: number; rows: number },
    promised: Promised,
  ): Promise<Terminal>;
  /** Into the standard input of the app; null: its end. Resolves false when nobody reads it any more. */
  typeToApp(data: Buffer | null): Promise<boolean>;
  /** The learner's program, if it runs: SIGTERM, a time of grace, SIGKILL; `hurry`: at once. Resolves when it has ended. */
  endApp(hurry: AbortSignal): Promise<void>;
  /** For a close that waits for a process which stands still: what is on its way is broken off. */
  hurry(): void;
  close(): Promise<AuditReport>;
}
