import type { ActionStep, ChallengeStep, Lesson, LessonOp } from '../lesson/lesson.ts';
import { personal } from '../lesson/personal.ts';
import { LabError } from '../protocol/lab-error.ts';
import { Actions, errorEvent } from './actions.ts';
import { Challenges } from './challenge/challenges.ts';
import type { Solution } from './challenge/solution.ts';
import { findLesson, findPlace, isMainAction, mainActionsBefore, type Place, places } from './course.ts';
import { type Ending, end } from './ending.ts';
import type { LabEvent, LabEventBody } from './events.ts';
import { promisedBy } from './gate.ts';
import { nsenterLine } from './nsenter.ts';
import type { Performer } from './performer.ts';
import { Queue } from './queue.ts';
import type { Session, Terminal } from './session.ts';
import type { SessionState } from './state.ts';
import { Story } from './story.ts';
import { tour } from './tour.ts';
import type { Verdict } from './verdict.ts';

/** At a challenge so many looks share one photograph of the session's own. */
const PHOTOGRAPHED_EVERY = 4;

/**
 * One learner in one course. The position is a step and whether it has been carried out; everything `main` before it is in effect.
 * Calls are queued: a second Enter waits for the first.
 */
export class Player implements Session {
  readonly lessons: Lesson[];
  readonly #course: Place[];
  readonly #performer: Performer;
  readonly #early: LabEventBody[];
  readonly #story = new Story();
  readonly #actions: Actions;
  readonly #challenges: Challenges;
  readonly #queue = new Queue();
  readonly #haste = new AbortController();
  #at: Place | null = null;
  #done = false;
  #ending: Promise<void> | null = null;
  /** Nobody is there who could solve a challenge. */
  #touring = false;
  #refreshing: Promise<void> | null = null;
  #looks = 0;

  /** `early`: what the performer told while it was being connected. */
  constructor(lessons: Lesson[], performer: Performer, early: LabEventBody[] = []) {
    this.lessons = personal(lessons, performer.name);
    this.#course = places(this.lessons);
    this.#performer = performer;
    this.#early = early;
    this.#actions = new Actions(performer, this.#story);
    this.#challenges = new Challenges(performer, event => this.tell(event));
    performer.onStir = () => void this.refresh();
    void performer.lost.then(error => this.tell(errorEvent(error)));
  }

  /** Resolves when the helper is gone although nobody asked it to go. */
  get lost(): Promise<LabError> {
    return this.#performer.lost;
  }

  getState(): SessionState {
    return this.#story.state;
  }

  /** What can be said of the session so far. */
  get verdict(): Verdict {
    return this.#story.verdict;
  }

  subscribe(listener: () => void): () => void {
    return this.#story.subscribe(listener);
  }

  onEvent(listener: (event: LabEvent) => void): () => void {
    return this.#story.onEvent(listener);
  }

  /** The events of an open session; call once, before anything else. */
  begin(): void {
    this.tell(this.#performer.sessionEvent());
    for (const event of this.#early) this.tell(event);
    for (const text of this.#performer.openingNotes()) this.tell({ type: 'note', text });
  }

  jump(lesson: string, step?: string): Promise<void> {
    return this.#exclusive(async () => {
      const name = findLesson(this.lessons, lesson).id;
      await this.#rebuild(findPlace(this.#course, this.lessons, step === undefined ? name : `${name}/${step}`));
    });
  }

  next(): Promise<boolean> {
    return this.#exclusive(async () => {
      const at = this.#here();
      if (at.step.type === 'action' && !this.#done) {
        await this.#carryOut(at.lesson, at.step);
        return true;
      }
      const following = this.#course[at.index + 1];
      if (!following) return false;
      await this.#leaveAside();
      await this.#enter(following, false);
      return true;
    });
  }

  back(): Promise<boolean> {
    return this.#exclusive(async () => {
      const at = this.#here();
      if (at.step.type === 'action' && this.#done) {
        if (isMainAction(at)) await this.#rebuild(at);
        else {
          await this.#leaveAside();
          await this.#enter(at, false);
        }
        return true;
      }
      const before = this.#course[at.index - 1];
      if (!before) return false;
      await this.#leaveAside();
      await this.#enter(before, isMainAction(before));
      return true;
    });
  }

  answer(choice: string): Promise<void> {
    return this.#exclusive(async () => {
      const { lesson, step } = this.#here();
      const key = `${lesson.id}/${step.id}`;
      if (step.type !== 'question' || this.#story.state.answers[key]?.choice) return;
      if (!step.choices.some(c => c.id === choice)) return;
      this.tell({ type: 'answer', lesson: lesson.id, step: step.id, choice });
      if (step.before === null) this.#actions.judge(lesson.id, step, this.#performer.evidence());
    });
  }

  hint(): Promise<void> {
    return this.#exclusive(async () => this.#challenges.hint());
  }

  claim(): Promise<void> {
    // who is meant is who was shown when the key was pressed: a look before its turn may find somebody else
    const { lesson, step, challenges } = this.#story.state;
    const shown = challenges[`${lesson}/${step}`]?.unclaimed ?? null;
    return this.#exclusive(() => this.#challenges.claim(shown));
  }

  /** Not queued: it is for the moment when what runs now must stop. */
  async panic(): Promise<void> {
    await this.#performer.panic();
    await this.refresh();
  }

  /** Carry out everything from here to `last` inclusive, with nobody there who could solve a challenge; has everything held so far? */
  async playTo(last: Place): Promise<boolean> {
    this.#touring = true;
    try {
      await tour(
        {
          here: () => this.#here(),
          done: () => this.#done,
          next: () => this.next(),
          isAnswered: ({ lesson, step }) => `${lesson.id}/${step.id}` in this.#story.state.answers,
          judge: (lesson, step) => this.#actions.judge(lesson, step, this.#performer.evidence()),
        },
        last,
      );
      return this.verdict.ok;
    } finally {
      this.#touring = false;
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
    const watches = this.#at?.step.type === 'challenge';
    if (!watches || how?.rested || this.#looks++ % PHOTOGRAPHED_EVERY === 0) await this.#performer.refresh();
    await this.#challenges.look(how);
  }

  /** The whole photograph of this moment, as the event `hold`. */
  hold(): Promise<void> {
    return this.#exclusive(async () => {
      await this.#performer.refresh();
      this.tell(this.#performer.holdEvent());
    });
  }

  /** Resolves when the app has ended; at once when none was started. */
  async appEnded(): Promise<void> {
    const running = (): boolean => this.#story.state.app !== null && this.#story.state.app.exit === null;
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
        return await this.#performer.openTerminal(which, size, promisedBy(this.#opsInEffect()));
      } catch (error) {
        throw error instanceof LabError ? this.#actions.explain(error) : error;
      }
    });
  }

  /** A challenge's solution as this learner types it here. */
  solution(step: ChallengeStep): Solution {
    return this.#performer.solution(step);
  }

  nsenterLine(): string | null {
    return nsenterLine(this.#story.state.subjects, this.#story.state.session?.privilege ?? 'root');
  }

  /** Idempotent; `how` of the first call counts. */
  close(how: Ending = {}): Promise<void> {
    const remind = (): void => this.#challenges.remind();
    this.#ending ??= end(
      { performer: this.#performer, queue: this.#queue, story: this.#story, remind },
      how,
      this.#haste.signal,
    );
    return this.#ending;
  }

  /** Whoever waits for the end of the session waits no longer: what is on its way is broken off, the app is killed. */
  hurry(): void {
    this.#haste.abort();
  }

  #here(): Place {
    if (!this.#at) throw new LabError('order', 'no lesson is open yet');
    return this.#at;
  }

  /** One thing at a time, in the order asked for. */
  #exclusive<T>(what: () => Promise<T>): Promise<T> {
    if (this.#ending) return Promise.reject(new LabError('order', 'the session is over'));
    return this.#queue.add(what);
  }

  /** The `main` ops that should be in effect here. */
  #opsInEffect(): LessonOp[] {
    const at = this.#at;
    if (!at) return [];
    const next = this.#done && isMainAction(at) ? at.index + 1 : at.index;
    return mainActionsBefore(this.#course, next).flatMap(({ step }) => step.do);
  }

  /** A fresh stage with every `main` action before the place in effect. Throws the LabError of one that failed, which has been told. */
  async #rebuild(to: Place): Promise<void> {
    await this.#leaveAside();
    const failed = await this.#actions.replay(mainActionsBefore(this.#course, to.index)).catch(labError);
    // there all the same: the stage is what it could become on the way to this place, and says so where something rests on it
    await this.#enter(to, false).catch(error => {
      if (!failed) throw error;
    });
    if (!failed) return;
    if (!this.#story.brokenOff) this.tell(errorEvent(failed));
    throw failed;
  }

  async #enter(to: Place, done: boolean): Promise<void> {
    if (this.#at && this.#at.lesson.id !== to.lesson.id) this.#challenges.remind();
    if (this.#at?.lesson.id !== to.lesson.id)
      this.tell({ type: 'lesson.start', lesson: to.lesson.id, title: to.lesson.title });
    this.#at = to;
    this.#done = done;
    if (!done) this.#story.forgetResult(to.lesson.id, to.step.id);
    this.tell({
      type: 'step.start',
      lesson: to.lesson.id,
      step: to.step.id,
      title: to.step.title,
      kind: to.step.type,
      scope: to.step.type === 'action' ? to.step.scope : null,
    });
    if (to.step.type === 'challenge' && !this.#touring)
      await this.#challenges.enter(to.lesson.id, to.step, this.#actions.refusalFor(to.step));
    else this.#challenges.leave();
  }

  async #carryOut(lesson: Lesson, step: ActionStep): Promise<void> {
    this.#story.setBusy(true);
    try {
      await this.#actions.carryOut(lesson, step, this.#opsInEffect());
      this.#done = true;
    } finally {
      this.#story.setBusy(false);
    }
  }

  async #leaveAside(): Promise<void> {
    if (this.#at?.step.type === 'action' && this.#at.step.scope === 'aside') await this.#performer.drop('aside');
  }

  /** An event of the performer's, or of our own: into the state, and to every listener. */
  tell(body: LabEventBody): void {
    this.#story.tell(body);
  }
}

function labError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  throw error;
}
