/**
 * The event union: the only thing a user interface (Ink, plain, JSON, replay) ever sees. A `--json` stream is these objects, one a line; saved, it is a recording.
 */
import type { RealFile } from '../kernel/cgroup/index.ts';
import type { Certificate } from '../observe/certificate.ts';
import type { Trouble } from '../observe/undo.ts';
import type { Call } from '../protocol/wire.ts';
import type { FactKey, Facts, FactValue, SubjectName } from '../words/fact-value.ts';

/** Why a value changed: the `seq` of one system call, an inclusive range of them, or none of ours. */
export type Cause = number | [first: number, last: number] | null;

/** Whose doing a change without a cause is: the program inside, the kernel by itself, or somebody else on this machine. */
export type Origin = 'app' | 'kernel' | 'other';

export type Privilege = 'root' | 'sudo' | 'rootless';
type CgroupLayout = 'v2' | 'hybrid' | 'v1' | 'none';

/** Left-overs counted at the end of a session; all zero when the host is as it was. */
export interface CleanCounts {
  mounts: number;
  cgroups: number;
  processes: number;
}

/** What may solve a challenge: `name` is the process's (its `comm`) or the group's path below its hierarchy; `pid` only of a process. */
export interface Candidate {
  pid?: number;
  name: string;
  /** Nothing tells that it is the learner's; the learner has said so. */
  claimed?: true;
}

/** What looks like a solution, and nothing tells that it is the learner's: it counts once the learner says so. */
export interface Unclaimed extends Candidate {
  /** Who started it; absent of a group, and where that is not known. */
  parent?: { pid: number; name: string };
}

export interface Checked {
  ok: boolean;
  text: string;
  /** What the kernel returned for the candidate; empty without one. */
  got: string;
  /** A fact that the claim names was not observed, so that it cannot hold; absent without a candidate. */
  missing?: boolean;
}

/** Which program of a session. */
export interface ProgramName {
  of: SubjectName;
  id: number;
}

type EventBody =
  | {
      type: 'session';
      /** Of which number of the contract the events are: session/contract.ts. */
      contract: number;
      version: string;
      kernel: string;
      arch: string;
      cgroup: CgroupLayout;
      privilege: Privilege;
      /** ISO 8601 time at which the session began. */
      started: string;
      /** What {name} stands for in the texts of challenges. */
      name?: string;
      /** Mount points of the session (private to the stage), and what the image is made of. */
      rootfs: { path: string; layers: string; source: string };
    }
  | { type: 'lesson.start'; lesson: string; title: string }
  | {
      type: 'step.start';
      lesson: string;
      step: string;
      title: string;
      kind: 'read' | 'action' | 'question' | 'challenge';
      scope: 'main' | 'aside' | null;
    }
  /** One system call really made. `args` as strace prints them; `ns` its duration in nanoseconds. */
  | ({ type: 'syscall'; seq: number } & Call)
  /** A subject's whole snapshot: sent when it appears, so that every later value is this one plus the changes. */
  | { type: 'facts'; subject: SubjectName; pid: number; facts: Facts; files: Record<FactKey, RealFile> }
  | {
      type: 'change';
      subject: SubjectName;
      key: FactKey;
      before: FactValue;
      after: FactValue;
      cause: Cause;
      /** Present when `cause` is null. */
      origin?: Origin;
      /** The real file, where the key is a logical cgroup name. */
      file?: RealFile;
    }
  | { type: 'gone'; subject: SubjectName; pid: number }
  /**
   * The kernel does not allow this step here, to this user: no failure of the lesson. `message`: what was tried and what the kernel
   * said; `why`: the reason; `todo`: the way out.
   */
  | { type: 'refused'; lesson: string; step: string; message: string; errno: string; why: string; todo: string }
  /**
   * `ok` is null when the claim cannot be judged, because the kernel refused what it rests on; `got` is then that refusal. `says`: who
   * is asked, the kernel or a program that was run.
   */
  | {
      type: 'expect';
      ok: boolean | null;
      text: string;
      lesson: string;
      step: string;
      got: string;
      says: 'kernel' | 'tool';
    }
  /**
   * The step was not carried out: it rests on an earlier one, `because` (`LESSON/STEP`), which failed or was refused with `message`.
   * Neither held nor failed.
   */
  | { type: 'skipped'; lesson: string; step: string; because: string; message: string }
  /** `ok`: every claim held; null: what could be judged held, the rest was refused here, or the step was skipped. */
  | { type: 'step.end'; lesson: string; step: string; ok: boolean | null }
  /** The learner's answer is locked in. */
  | { type: 'answer'; lesson: string; step: string; choice: string }
  /**
   * A question's verdict; for a prediction, after its action. `choice` is null when nobody answered. `right` is what the kernel
   * holds for right; `kernelDiffers`: it is not what the author expected. `unjudged`: why the kernel could not be asked; `right` is then
   * what the author says.
   */
  | {
      type: 'judged';
      lesson: string;
      step: string;
      choice: string | null;
      right: string[];
      correct: boolean | null;
      kernelDiffers: boolean;
      evidence: string;
      unjudged?: string;
    }
  /** Of a challenge, whenever something of it changes: the best candidate, and what holds for it. Without a candidate nothing holds. */
  | {
      type: 'challenge';
      lesson: string;
      step: string;
      candidate: Candidate | null;
      /** How many candidates there are. */
      candidates: number;
      /** Present where there is something to ask about. */
      unclaimed?: Unclaimed;
      checks: Checked[];
      stars: Checked[];
      /** Present where a group must be gone again in the end. */
      afterwards?: { ok: boolean; text: string };
    }
  /** All checks hold; told again when a star more is won. `seen`: the solution had been shown. `claimed` of the candidate: see there. `facts`: the candidate's snapshot. */
  | {
      type: 'challenge.solved';
      lesson: string;
      step: string;
      stars: number;
      of: number;
      seen: boolean;
      candidate: Candidate;
      facts: Facts;
    }
  /** Grade 1 is made from what is observed, and told again when that changes; 2 and 3 are the author's. */
  | { type: 'hint'; lesson: string; step: string; grade: number; text: string }
  | { type: 'solution'; lesson: string; step: string; lines: string[] }
  /**
   * Something of the machine itself has changed since a challenge was opened: by the learner, who typed in the wrong place, or by
   * others. `undo`: the command line that takes it back. `open` false: it is as it was again.
   */
  | ({ type: 'machine'; open: boolean } & Trouble)
  /** A plain sentence for the learner: a fallback taken, a controller enabled at the root, another session's left-overs swept. */
  | { type: 'note'; text: string }
  /** A subject has become a program. `of`: whose it is from now on; `id`: its number in this session. */
  | ({ type: 'program.start'; pid: number; argv: string[] } & ProgramName)
  | ({ type: 'program.output'; stream: 'stdout' | 'stderr' | 'tty'; data: string } & ProgramName)
  | ({ type: 'program.exit'; code: number | null; signal: string | null; oomKill: number } & ProgramName)
  | {
      type: 'hold';
      /** Of the container, under its present name. */
      pids: Partial<Record<SubjectName, number>>;
      cgroup: Record<string, string>;
      rootfs: string;
      facts: Partial<Record<SubjectName, Facts>>;
      files: Partial<Record<SubjectName, Record<FactKey, RealFile>>>;
    }
  | ({ type: 'clean' } & CleanCounts)
  /** The host before our first act and after our last, compared: `ours` is empty, or it is a fault. */
  | ({ type: 'certificate' } & Certificate)
  | { type: 'error'; code: string; message: string; hint?: string }
  /**
   * `ok`: everything held that was carried out and could be judged, and nothing is left. `interrupted`: the end came from outside (a
   * signal, a terminal or a reader that has gone); `ok` is then about what was carried out until that. `refused`: how many steps the
   * kernel did not allow; `skipped`: how many were not carried out, for they rest on one that failed; absent when none.
   */
  | { type: 'session.end'; ok: boolean; interrupted?: true; refused?: number; skipped?: number };

/** `t`: milliseconds since the session began, so that a recording can be replayed at its own pace. `recorded`: it does not happen now. */
export type LabEvent = EventBody & { t: number; recorded?: true };
export type LabEventBody = EventBody;
export type EventOf<T extends LabEvent['type']> = Extract<LabEvent, { type: T }>;
