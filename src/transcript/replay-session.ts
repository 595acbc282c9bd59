/** A recording behind the same handle as a live session: events are folded by the same reducer, and no kernel is asked. */

import type { Lesson } from '../lesson/lesson.ts';
import { ANYBODY, personal } from '../lesson/personal.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { findLesson } from '../session/course.ts';
import type { LabEvent } from '../session/events.ts';
import { Listeners } from '../session/listeners.ts';
import type { Playback, Session, Terminal } from '../session/session.ts';
import { initialState, type SessionState } from '../session/state.ts';
import { Clock } from './clock.ts';
import type { EventStore } from './event-store.ts';
import { Fold } from './fold.ts';
import type { Recording } from './read.ts';
import type { Stop } from './timeline.ts';

/** A scrub moves by this part of the whole. */
const SCRUB = 1 / 50;

/** How many states are kept on the way, so that going back need not begin at the beginning; fewer of a long recording, whose are larger. */
const KEPT = 256;
const LONG = 2_000_000;
const FEWEST = 4;

export class ReplaySession implements Session, Playback {
  readonly lessons: Lesson[];
  readonly at: string;
  readonly duration: number;
  readonly steps: number[];
  readonly #events: EventStore;
  readonly #stops: Stop[];
  /** After so many events each; the number is that of the events. */
  readonly #every: number;
  readonly #kept = new Map<number, SessionState>();
  /** Steps that were carried out, by the number of events with their beginning. */
  readonly #carriedOut = new Set<number>();
  readonly #subscribers = new Listeners();
  #listeners = 0;
  readonly #clock: Clock;
  #state: SessionState = initialState;
  /** Events that have happened. */
  #happened = 0;
  #t = 0;

  constructor(recording: Recording, shipped: Lesson[]) {
    const { events, session, stops } = recording;
    this.#events = events;
    this.#stops = stops;
    this.lessons = personal(recording.lessons(shipped), session.name ?? ANYBODY);
    this.at = session.started;
    this.duration = events.duration;
    this.steps = stops.filter(stop => stop.phase === 'begun').map(stop => stop.t);
    const kept = Math.max(FEWEST, Math.min(KEPT, Math.floor(LONG / events.count)));
    this.#every = Math.ceil(events.count / kept);
    stops.forEach((stop, i) => {
      if (stop.phase === 'begun' && stops[i + 1]?.phase === 'done') this.#carriedOut.add(stop.events);
    });
    this.#clock = new Clock({
      position: () => this.#t,
      next: () => this.#stops.find(stop => stop.events > this.#happened)?.t ?? null,
      end: this.duration,
      move: (t, arrived) => this.#play(t, arrived),
    });
    this.#goTo(this.#stops[0] as Stop);
  }

  get playback(): Playback {
    return this;
  }

  get position(): number {
    return this.#t;
  }

  get playing(): boolean {
    return this.#clock.running;
  }

  getState(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.subscribe(listener);
  }

  /** Events are told as the head passes them on its way forward. */
  onEvent(listener: (event: LabEvent) => void): () => void {
    this.#listeners++;
    const stop = this.#subscribers.onEvent(listener);
    return () => {
      this.#listeners--;
      stop();
    };
  }

  async jump(lesson: string, step?: string): Promise<void> {
    const { id } = findLesson(this.lessons, lesson);
    const stop = this.#stops.find(s => s.lesson === id && (step === undefined || s.step === step));
    if (!stop)
      throw new LabError('usage', `step '${step}' of lesson ${id} is not in this recording`, {
        exit: EXIT.usage,
        hint: 'it was not reached when the recording was made',
      });
    this.#clock.stop();
    this.#goTo(stop);
  }

  async next(): Promise<boolean> {
    this.#clock.stop();
    const stop = this.#stops.find(s => s.events > this.#happened);
    if (stop) this.#goTo(stop);
    else this.#changed();
    return stop !== undefined;
  }

  async back(): Promise<boolean> {
    this.#clock.stop();
    const stop = this.#stops.findLast(s => s.events < this.#happened);
    if (stop) this.#goTo(stop);
    else this.#changed();
    return stop !== undefined;
  }

  seek(t: number): void {
    const at = Math.min(Math.max(t, this.steps[0] ?? 0), this.duration);
    this.#show(Math.max(this.#events.after(at), this.#stops[0]?.events ?? 0), at);
  }

  scrub(direction: 1 | -1): void {
    const way = this.duration * SCRUB;
    const forward = this.#events.at(this.#happened)?.t ?? this.duration;
    const back = this.#events.before(this.#t);
    this.seek(direction === 1 ? Math.max(this.#t + way, forward) : Math.min(this.#t - way, back));
  }

  /** At the end it begins anew. */
  toggle(): void {
    if (this.#clock.running) this.#clock.stop();
    else {
      if (this.#happened === this.#events.count) this.#goTo(this.#stops[0] as Stop);
      this.#clock.start();
    }
    this.#changed();
  }

  async answer(): Promise<void> {
    throw notLive('the answers are those that were given');
  }

  async claim(): Promise<void> {
    // nobody is asked in a recording
  }

  async hint(): Promise<void> {
    throw notLive('the hints are those that were given');
  }

  async panic(): Promise<void> {
    throw notLive('nothing runs that could be killed');
  }

  async refresh(): Promise<void> {}

  async openTerminal(): Promise<Terminal> {
    throw notLive('nothing runs that could be entered');
  }

  nsenterLine(): null {
    return null;
  }

  async close(): Promise<void> {
    this.#clock.stop();
  }

  #play(t: number, arrived: boolean): void {
    const stop = arrived ? this.#stops.find(s => s.events > this.#happened) : undefined;
    if (stop) this.#goTo(stop);
    else this.seek(t);
  }

  #goTo(stop: Stop): void {
    this.#show(stop.events, stop.t);
  }

  /** The state after that many events, at that time. */
  #show(happened: number, t: number): void {
    const before = this.#happened;
    this.#state = this.#stateAfter(happened);
    this.#happened = happened;
    this.#t = t;
    if (this.#listeners > 0) for (const event of this.#events.events(before, happened)) this.#subscribers.emit(event);
    this.#changed();
  }

  /** Folded from what is shown, or from a kept state, whichever is nearer. */
  #stateAfter(happened: number): SessionState {
    let from = happened - (happened % this.#every);
    while (from > 0 && !this.#kept.has(from)) from -= this.#every;
    let state = this.#kept.get(from) ?? initialState;
    if (this.#happened <= happened && this.#happened >= from) [state, from] = [this.#state, this.#happened];
    const fold = new Fold(state);
    for (const event of this.#events.events(from, happened)) {
      from++;
      fold.add(event, this.#carriedOut.has(from));
      if (from % this.#every === 0) this.#kept.set(from, fold.state);
    }
    return fold.state;
  }

  #changed(): void {
    this.#subscribers.notify();
  }
}

function notLive(why: string): LabError {
  return new LabError('recorded', `this is a recording: ${why}`, {
    hint: 'container-lab open is the same course on the kernel at hand',
  });
}
