import type { ChallengeStep, Lesson } from '../lesson/lesson.ts';
import { personal } from '../lesson/personal.ts';
import { LabError } from '../protocol/lab-error.ts';
import { Actions, errorEvent } from './actions.ts';
import type { Backend } from './backend.ts';
import { Challenges } from './challenge/challenges.ts';
import type { Solution } from './challenge/solution.ts';
import { findLesson, findPlace, type Place, places } from './course.ts';
import { type Ending, end } from './ending.ts';
import type { LabEvent, LabEventBody } from './events.ts';
import { promisedBy } from './gate.ts';
import { nsenterLine } from './nsenter.ts';
import { playTo } from './play-to.ts';
import { Position } from './position.ts';
import { Queue } from './queue.ts';
import type { Session, Terminal } from './session.ts';
import { SessionStore } from './session-store.ts';
import type { SessionState } from './state.ts';
import { appIsRunning } from './state-queries.ts';
import type { Verdict } from './verdict.ts';

/** At a challenge so many looks share one snapshot of the session's own. */
const SNAPSHOT_EVERY = 4;

/**
 * One learner in one course. Calls are queued: a second Enter waits for the first.
 */
export class LiveSession implements Session {
  readonly lessons: Lesson[];
  readonly #course: Place[];
  readonly #backend: Backend;
  readonly #early: LabEventBody[];
  readonly #store = new SessionStore();
  readonly #actions: Actions;
  readonly #challenges: Challenges;
  readonly #queue = new Queue();
  readonly #haste = new AbortController();
  readonly #position: Position;
  #ending: Promise<void> | null = null;
  #refreshing: Promise<void> | null = null;
  #looks = 0;

  /** `early`: what the backend told while it was being connected. */
  constructor(lessons: Lesson[], backend: Backend, early: LabEventBody[] = []) {
    this.lessons = personal(lessons, backend.name);
    this.#course = places(this.lessons);
    this.#backend = backend;
    this.#early = early;
    this.#actions = new Actions(backend, this.#store);
    this.#challenges = new Challenges(backend, event => this.emit(event));
    this.#position = new Position({
      ...{ course: this.#course, backend, store: this.#store },
      ...{ actions: this.#actions, challenges: this.#challenges },
    });
    backend.onChange = () => void this.refresh();
    void backend.lost.then(error => this.emit(errorEvent(error)));
  }

  /** Resolves when the helper is gone although nobody asked it to go. */
  get lost(): Promise<LabError> {
    return this.#backend.lost;
  }

  getState(): SessionState {
    return this.#store.state;
  }

  /** What can be said of the session so far. */
  get verdict(): Verdict {
    return this.#store.verdict;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  onEvent(listener: (event: LabEvent) => void): () => void {
    return this.#store.onEvent(listener);
  }

  /** The events of an open session; call once, before anything else. */
  begin(): void {
    this.emit(this.#backend.sessionEvent());
    for (const event of this.#early) this.emit(event);
    for (const text of this.#backend.openingNotes()) this.emit({ type: 'note', text });
  }

  jump(lesson: string, step?: string): Promise<void> {
    return this.#exclusive(async () => {
      const name = findLesson(this.lessons, lesson).id;
      await this.#position.rebuild(
        findPlace(this.#course, this.lessons, step === undefined ? name : `${name}/${step}`),
      );
    });
  }

  next(): Promise<boolean> {
    return this.#exclusive(() => this.#position.forward());
  }

  back(): Promise<boolean> {
    return this.#exclusive(() => this.#position.backward());
  }

  answer(choice: string): Promise<void> {
    return this.#exclusive(async () => {
      const { lesson, step } = this.#position.here();
      const key = `${lesson.id}/${step.id}`;
      if (step.type !== 'question' || this.#store.state.answers[key]?.choice) return;
      if (!step.choices.some(c => c.id === choice)) return;
      this.emit({ type: 'answer', lesson: lesson.id, step: step.id, choice });
      if (step.before === null) this.#actions.judge(lesson.id, step, this.#backend.evidence());
    });
  }

  hint(): Promise<void> {
    return this.#exclusive(async () => this.#challenges.hint());
  }

  claim(): Promise<void> {
    // who is meant is who was shown when the key was pressed: a look before its turn may find somebody else
    const { lesson, step, challenges } = this.#store.state;
    const shown = challenges[`${lesson}/${step}`]?.unclaimed ?? null;
    return this.#exclusive(() => this.#challenges.claim(shown));
  }

  /** Not queued: it is for the moment when what runs now must stop. */
  async panic(): Promise<void> {
    await this.#backend.panic();
    await this.refresh();
  }

  /** Carry out everything from here to `last` inclusive, with nobody there who could solve a challenge; has everything held so far? */
  async playTo(last: Place): Promise<boolean> {
    this.#position.unattended = true;
    try {
      await playTo(
        {
          here: () => this.#position.here(),
          done: () => this.#position.done,
          next: () => this.next(),
          isAnswered: ({ lesson, step }) => `${lesson.id}/${step.id}` in this.#store.state.answers,
          judge: (lesson, step) => this.#actions.judge(lesson, step, this.#backend.evidence()),
        },
        last,
      );
      return this.verdict.ok;
    } finally {
      this.#position.unattended = false;
    }
  }

  /** A call while another is on its way joins it. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#exclusive(() => this.#lookAgain())
      .catch(error => {
        if (!(error instanceof LabError)) throw error; // a helper that is gone is told by `lost`
      })
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  /** Like `refresh`, and looks for a challenge's candidates in any case. */
  check(): Promise<void> {
    return this.#exclusive(() => this.#lookAgain({ rested: true }));
  }

  async #lookAgain(how?: { rested: boolean }): Promise<void> {
    // at a challenge it is the learner's processes that are watched; what else the screen shows stands still there
    const watches = this.#position.at?.step.type === 'challenge';
    if (!watches || how?.rested || this.#looks++ % SNAPSHOT_EVERY === 0) await this.#backend.refresh();
    await this.#challenges.look(how);
  }

  /** The whole snapshot of this moment, as the event `hold`. */
  hold(): Promise<void> {
    return this.#exclusive(async () => {
      await this.#backend.refresh();
      this.emit(this.#backend.holdEvent());
    });
  }

  /** Resolves when the app has ended; at once when none was started. */
  async appEnded(): Promise<void> {
    const running = (): boolean => appIsRunning(this.#store.state);
    if (!running()) return;
    await new Promise<void>(resolve => {
      const stop = this.onEvent(() => {
        if (running()) return;
        stop();
        resolve();
      });
    });
    await this.refresh();
  }

  openTerminal(which: 'shell' | 'app' | 'host', size: { columns: number; rows: number }): Promise<Terminal> {
    return this.#exclusive(async () => {
      try {
        return await this.#backend.openTerminal(which, size, promisedBy(this.#position.opsInEffect()));
      } catch (error) {
        throw error instanceof LabError ? this.#actions.explain(error) : error;
      }
    });
  }

  /** Into the standard input of the app, beside whatever is being carried out; see `Backend.typeToApp`. */
  typeToApp(data: Buffer | null): Promise<boolean> {
    return this.#backend.typeToApp(data);
  }

  /** A challenge's solution as this learner types it here. */
  solution(step: ChallengeStep): Solution {
    return this.#backend.solution(step);
  }

  nsenterLine(): string | null {
    return nsenterLine(this.#store.state.subjects, this.#store.state.session?.privilege ?? 'root');
  }

  /** Idempotent; `how` of the first call counts. */
  close(how: Ending = {}): Promise<void> {
    const emitRemaining = (): void => this.#challenges.emitRemaining();
    this.#ending ??= end(
      { backend: this.#backend, queue: this.#queue, store: this.#store, emitRemaining },
      how,
      this.#haste.signal,
    );
    return this.#ending;
  }

  /** Whoever waits for the end of the session waits no longer: what is on its way is broken off, the app is killed. */
  hurry(): void {
    this.#haste.abort();
  }

  /** One thing at a time, in the order asked for. */
  #exclusive<T>(what: () => Promise<T>): Promise<T> {
    if (this.#ending) return Promise.reject(new LabError('order', 'the session is over'));
    return this.#queue.add(what);
  }

  /** An event of the backend's, or of our own: into the state, and to every listener. */
  emit(body: LabEventBody): void {
    this.#store.emit(body);
  }
}
