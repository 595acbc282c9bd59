/** What a user interface draws: one plain value, made from events by `reduce/` alone. */
import type { RealFile } from '../kernel/cgroup/index.ts';
import type { Certificate } from '../observe/certificate.ts';
import type { Trouble } from '../observe/undo.ts';
import type { FactKey, Facts, FactValue, SubjectName } from '../words/fact-value.ts';
import type { Candidate, Cause, Checked, CleanCounts, EventOf, Origin, Unclaimed } from './events.ts';

export interface SubjectState {
  pid: number;
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Record<FactKey, RealFile>;
}

export interface ChangeState {
  subject: SubjectName;
  key: FactKey;
  before: FactValue;
  after: FactValue;
  cause: Cause;
  origin: Origin | null;
  /** Event time, ms since the session began: the screen lets it flash for a while. */
  t: number;
}

/** One sample of the container's use of resources; null where the kernel gave none. */
export interface UsageSample {
  t: number;
  memoryBytes: number | null;
  pids: number | null;
  /** CPU time used so far, microseconds. */
  cpuUsec: number | null;
}

/** A subject that has become a program. */
export interface ProgramState {
  of: SubjectName;
  /** Null where its start was not told. */
  pid: number | null;
  argv: string[];
  /** Tail of what it printed, at most 64 KiB. */
  output: string;
  exit: Pick<EventOf<'program.exit'>, 'code' | 'signal' | 'oomKill'> | null;
}

export interface StepResult {
  /** Null: not judged yet, or (with `refused`) not to be judged here. */
  ok: boolean | null;
  /** `ok` null: cannot be judged, because of a refusal. */
  expects: { ok: boolean | null; text: string; got: string }[];
  /** What the kernel does not allow here. */
  refused?: Pick<EventOf<'refused'>, 'message' | 'errno' | 'why' | 'todo'>;
  /** Not carried out, for it rests on `because` (`LESSON/STEP`), which failed or was refused. */
  skipped?: Pick<EventOf<'skipped'>, 'because' | 'message'>;
  /** The step is over, and something in it could not be judged here. */
  blocked?: boolean;
}

export interface AnswerState {
  /** Null: judged without an answer. */
  choice: string | null;
  /** Null until the question is judged. */
  judged: Pick<EventOf<'judged'>, 'right' | 'correct' | 'kernelDiffers' | 'evidence' | 'unjudged'> | null;
}

export interface ChallengeState {
  candidate: Candidate | null;
  candidates: number;
  /** May be the learner's: it is asked for. */
  unclaimed: Unclaimed | null;
  checks: Checked[];
  stars: Checked[];
  afterwards: { ok: boolean; text: string } | null;
  solved: { stars: number; of: number; seen: boolean } | null;
  hints: { grade: number; text: string }[];
  solution: string[] | null;
}

export const freshChallenge: ChallengeState = {
  candidate: null,
  candidates: 0,
  unclaimed: null,
  checks: [],
  stars: [],
  afterwards: null,
  solved: null,
  hints: [],
  solution: null,
};

export interface SessionState {
  session: EventOf<'session'> | null;
  lesson: string | null;
  step: string | null;
  scope: 'main' | 'aside' | null;
  /** An action is being carried out. */
  busy: boolean;
  subjects: Partial<Record<SubjectName, SubjectState>>;
  /** Subjects that have ended since the step began: the last snapshot of each, to look at. */
  endedSubjects: Partial<Record<SubjectName, SubjectState>>;
  syscalls: EventOf<'syscall'>[];
  /** First `seq` of the step shown, so that the pane of calls can mark the new ones. */
  stepFirstSeq: number;
  /** Changes since the step began, the newest last. */
  changes: ChangeState[];
  /** Keyed `lesson/step`. */
  results: Record<string, StepResult>;
  /** Answers to questions, keyed `lesson/step`. */
  answers: Record<string, AnswerState>;
  /** Challenges met in this session, keyed `lesson/step`. */
  challenges: Record<string, ChallengeState>;
  /** Over time, of each subject that has a group; an app goes on with its stage's. */
  usage: Partial<Record<SubjectName, UsageSample[]>>;
  notes: string[];
  /** What is not as it was on the machine itself since a challenge was opened. */
  machine: Trouble[];
  /** By their numbers in the session, the latest ones; those of an experiment while its step lasts. See state-queries.ts. */
  programs: Record<number, ProgramState>;
  clean: CleanCounts | null;
  certificate: Certificate | null;
  error: { code: string; message: string; hint?: string } | null;
  ended: boolean;
}

export const initialState: SessionState = {
  session: null,
  lesson: null,
  step: null,
  scope: null,
  busy: false,
  subjects: {},
  endedSubjects: {},
  syscalls: [],
  stepFirstSeq: 0,
  changes: [],
  results: {},
  answers: {},
  challenges: {},
  usage: {},
  notes: [],
  machine: [],
  programs: {},
  clean: null,
  certificate: null,
  error: null,
  ended: false,
};
