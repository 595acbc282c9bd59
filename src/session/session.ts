/** A running session, as the user interfaces see it. `live-session.ts` implements it; their tests use a scripted one. */

import type { Ending } from '../helper/terminal-listeners.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { LabEvent } from './events.ts';
import type { SessionState } from './state.ts';

/** A terminal inside a subject's view, or the app's own. */
export interface Terminal {
  /** Host PID of the program on it. */
  pid: number;
  write(data: string | Buffer): void;
  resize(columns: number, rows: number): void;
  onData(listener: (data: Buffer) => void): () => void;
  /** `how`: null where nobody knows. */
  onExit(listener: (how: Ending | null) => void): () => void;
  close(): void;
  /** Device and inode of its program's root directory now, as `rootId` (words/facts/); null where the kernel does not say. */
  root?(): Promise<string | null>;
}

/** What moves the head of a recording. A move is told to the session's subscribers like any change of its state. */
export interface Playback {
  /** ISO 8601 time at which the recording was begun. */
  readonly at: string;
  /** Milliseconds from the beginning of the session to its last event. */
  readonly duration: number;
  /** When its steps began, milliseconds. */
  readonly steps: readonly number[];
  /** Milliseconds since the session began. */
  readonly position: number;
  readonly playing: boolean;
  /** The state as it was at that time. */
  seek(t: number): void;
  /** A little forward or back, past one event at least. */
  scrub(direction: 1 | -1): void;
  /** At recorded pace from here, or stand still. */
  toggle(): void;
}

export interface Session {
  readonly lessons: Lesson[];
  /** Present when this is a recording: nothing of it happens now. */
  readonly playback?: Playback;
  getState(): SessionState;
  /** Called after every change of the state; returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  onEvent(listener: (event: LabEvent) => void): () => void;

  /** Enter a lesson at its first (or the given) step; `main` actions of everything before it are replayed first. */
  jump(lesson: string, step?: string): Promise<void>;
  /** Carry out the current step if it is an action that has not run, else go to the following step (or lesson). Resolves false at the very end. */
  next(): Promise<boolean>;
  /** One step back: the stage is torn down and the `main` actions before it are replayed. Resolves false at the very start. */
  back(): Promise<boolean>;
  /** Lock in an answer to the question shown; a second one is ignored. A quiz is judged at once, a prediction after its action. */
  answer(choice: string): Promise<void>;
  /** The panic key: kill every process in the groups of the experiment, or of the container when there is none (cgroup.kill). */
  panic(): Promise<void>;
  /** Look again at everything now; the UI calls this 4 times a second while a lesson is open. */
  refresh(): Promise<void>;
  /** At a challenge that asks whether something is the learner's: it is, and counts from now on. Else nothing happens. */
  claim(): Promise<void>;
  /**
   * At a challenge: the next hint, of three; then, or when it is solved, the solution. The challenge counts as seen when stars were
   * still to win. Else nothing happens.
   */
  hint(): Promise<void>;
  /**
   * A shell in the subject's view; at step 6 with a running app, `app` is the app's own terminal; `host` is the learner's own
   * shell on this machine, as the user who started the workshop.
   */
  openTerminal(which: 'shell' | 'app' | 'host', size: { columns: number; rows: number }): Promise<Terminal>;
  /** The `nsenter` command line for another terminal, or null when there is no subject. */
  nsenterLine(): string | null;
  /** Tear everything down; the state then has `clean`. Idempotent. */
  close(): Promise<void>;
}
