/** What a lesson is: plain data, written in Markdown with YAML frontmatter (`lessons/NN-name.md`). No code, only words from closed lists. */
import type { FactKey, SubjectName } from '../words/fact-value.ts';

export interface Lesson {
  schema: 1;
  /** File name without `.md`: `02-unshare`. */
  id: string;
  title: string;
  kind: 'warmup' | 'core' | 'extra';
  /** The step of the notes, 1 to 6. */
  notesStep: number | null;
  minutes: number;
  objectives: string[];
  covers: string[];
  corrections: string[];
  terms: string[];
  requires: { root: boolean; namespaces: string[]; filesystems: string[]; cgroup: 'any' | 'none' };
  /** Fact keys that the screen shows first during this lesson. */
  watch: FactKey[];
  steps: Step[];
  reading: Reading[];
  /** Markdown before the first section: shown above the first step. */
  intro: string;
  /** Path of the file, for messages. */
  file: string;
  /** Never in a file: it comes from elsewhere and nobody vouches for it (no `--trust-lessons`). */
  untrusted?: boolean;
}

export type Reading = { man: string } | { url: string; title: string };

interface StepBase {
  id: string;
  title: string;
  /** Markdown of the section `## <id>`. */
  text: string;
  /** Line of the step in the file, for messages. */
  line: number;
}

/**
 * Where the course has a step: where the controllers have this version (hybrid counts as v1), or in a session without root's rights.
 */
export type Only = 'v1' | 'v2' | 'rootless';

export interface ReadStep extends StepBase {
  type: 'read';
  only?: Only;
}

export interface ActionStep extends StepBase {
  type: 'action';
  /** `main` is carried forward when the learner goes on or jumps; `aside` runs on a fresh subject that is gone afterwards. */
  scope: 'main' | 'aside';
  do: LessonOp[];
  expect: Expectation[];
  /** Facts that must not move: exempt from the rule that an expectation is false before the action. */
  unchanged: Expectation[];
  byHand: ByHand[];
  only?: Only;
  /** Never in a file: what `--privileged` has taken out of this step, in a sentence. */
  omitted?: string;
  /** Present in an experiment (`type: breakIt` in the file): what to ask oneself before it runs. Its scope is `aside`. */
  ask?: string;
}

/** `type: predict` and `type: quiz` in the file. */
export interface QuestionStep extends StepBase {
  type: 'question';
  question: string;
  /** Predict: the action (a later step of the lesson) after which the answer is judged. Quiz: null, judged at once. */
  before: string | null;
  choices: Choice[];
}

export interface Choice {
  id: string;
  text: string;
  /** What the author holds for right; exactly one. */
  correct: boolean;
  /** The kernel is the judge: this choice is right when it holds after the action. */
  trueWhen?: Predicate;
  why: string;
}

/**
 * Solved by the learner's own commands, in any terminal. The session watches the kernel: what is new since the step began is a
 * candidate, the best one's facts are `candidate` in the tests.
 */
export interface ChallengeStep extends StepBase {
  type: 'challenge';
  /** What to bring about, in Markdown. */
  task: string;
  seeks: Sought;
  /** All of them hold for one candidate: solved, one star. */
  checks: Expectation[];
  /** One more star for each that holds at that moment or later. */
  stars: Expectation[];
  /** A group only: once the checks have held, it must be gone again; this sentence says so. Null: it may stay. */
  afterwards: string | null;
  /** The first hint is what is observed: of these about the best candidate's first check that does not hold (half-way.ts), the first that holds … */
  partial: { when: Predicate; says: string }[];
  /** … or this one while there is no candidate. */
  nothing: string;
  /** The second and the third hint. */
  hints: string[];
  /** What a learner could type, line by line, in a shell. */
  solution: SolutionLine[];
  /** And what undoes it: with `afterwards`, a part of the task. */
  cleanup: SolutionLine[];
}

/** One new process of the learner's; or one cgroup of this name (`NAME`, or systemd's `NAME.scope`, `NAME.slice`, `NAME.service`). */
export type Sought = { kind: 'process' } | { kind: 'cgroup'; name: string };

/** `run` may hold `{sudo}` and the names of `SOLUTION_TEMPLATES` (ops.ts). */
export interface SolutionLine {
  run: string;
  /** Only where the controllers have this version; hybrid counts as v1. */
  only?: 'v1' | 'v2';
}

export type Step = ReadStep | ActionStep | QuestionStep | ChallengeStep;

/** One op of the closed list with its arguments; `otherwise` replaces it when the kernel refuses with one of these errnos, or with `any` (said on screen). */
export interface LessonOp {
  op: string;
  args: Record<string, string | number | string[]>;
  /** The experiment wants this refusal: the op then counts as done. */
  expectErrno?: string;
  otherwise?: { errno: string[] | 'any'; do: LessonOp[]; say: string };
}

/** The same thing by hand. `run` is a shell command line; where it is `live`, the names of `BY_HAND_TEMPLATES` (ops.ts) in braces stand for the session's values. */
export interface ByHand {
  run: string;
  /** A regular expression (flag m) that the output of `run`, errors included, must match. */
  shows: string;
  /** `own`: a stand-alone experiment; `live`: looks at the running session after the action. */
  where: 'own' | 'live';
  /** Only where the controllers have this version; hybrid counts as v1. */
  only?: 'v1' | 'v2';
}

export interface Expectation {
  test: Predicate;
  /** One sentence in plain words, shown with a tick or a cross. */
  says: string;
}

export type Operand = string | number | string[] | { fact: FactKey; of: SubjectName };

export type Predicate =
  | { fact: FactKey; of: SubjectName; is: Comparison }
  | { errno: string }
  | { all: Predicate[] }
  | { any: Predicate[] }
  | { not: Predicate };

/** Numbers compare as numbers ("33554432"); the rest is told in lessons/README.md. */
export type Comparison =
  | { eq: Operand }
  | { ne: Operand }
  | { lt: number }
  | { le: number }
  | { gt: number }
  | { ge: number }
  | { matches: string }
  | { contains: string }
  | { lacks: string }
  /** A line has these fields, whatever blanks are between them. */
  | { fields: string }
  /** Of a set of capabilities: this one is in it, or is not. */
  | { hasCap: string }
  | { lacksCap: string }
  /** Of `mounts`: a line has this text, and its file system is not (or: is) mounted for the host. */
  | { onlyHere: string }
  | { alsoOnHost: string }
  | { error: string }
  | { changed: boolean }
  /** A counter is at least so much higher than before; what was not there before counts as 0. */
  | { rose: number }
  | { length: number };
