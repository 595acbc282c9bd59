/** A recording behind the same handle as a live session: events are folded by the same reducer, and no kernel is asked. */

import type { Lesson } from '../lesson/lesson.ts';
import { ANYBODY, personal } from '../lesson/personal.ts';
import { EXIT, LabError } from '../protocol/lab-error.ts';
import { Audience } from '../session/audience.ts';
import { findLesson } from '../session/course.ts';
import type { LabEvent } from '../session/events.ts';
import { forgetResult, reduce } from '../session/reduce.ts';
import type { Playback, Session, Terminal } from '../session/session.ts';
import { initialState, type SessionState } from '../session/state.ts';
import { Clock } from './clock.ts';
import type { Recording } from './read.ts';
import { isCarriedOut, lessonsOf, type Stop, stopsOf } from './timeline.ts';

/** A scrub moves by this part of the whole. */
const SCRUB = 1 / 50;

export class ReplaySession implements Session, Playback {
  readonly lessons: Lesson[];
  readonly at: string;
  readonly duration: number;
  readonly steps: number[];
  readonly #events: LabEvent[];
  readonly #stops: Stop[];
  /** The picture at each stop. */
  readonly #pictures: SessionState[] = [];
  readonly #audience = new Audience();
  readonly #clock: Clock;
  #state: SessionState = initialState;
  /** Events that have happened. */
  #happened = 0;
  #t = 0;

  constructor(recording: Recording, shipped: Lesson[]) {
    const { events, session } = recording;
    this.#events = events;
    this.#stops = stopsOf(events);
    this.lessons = personal(lessonsOf(events, shipped), session.name ?? ANYBODY);
    this.at = session.started;
    this.duration = events.at(-1)?.t ?? 0;
    this.steps = this.#stops.filter(stop => stop.phase === 'begun').map(stop => stop.t);
    this.#clock = new Clock({
      position: () => this.#t,
      next: () => this.#stops.find(stop => stop.events > this.#happened)?.t ?? null,
      end: this.duration,
      move: (t, arrived) => this.#play(t, arrived),
    });
    let [state, from] = [initialState, 0];
    for (const stop of this.#stops) {
      state = this.#fold(state, from, stop.events);
      from = stop.events;
      this.#pictures.push(state);
    }
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
    return this.#audience.subscribe(listener);
  }

  /** Events are told as the head passes them on its way forward. */
  onEvent(listener: (event: LabEvent) => void): () => void {
    return this.#audience.onEvent(listener);
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
    const after = this.#events.findIndex(event => event.t > at);
    this.#show(after < 0 ? this.#events.length : Math.max(after, this.#stops[0]?.events ?? 0), at);
  }

  scrub(direction: 1 | -1): void {
    const way = this.duration * SCRUB;
    const forward = this.#events[this.#happened]?.t ?? this.duration;
    const back = this.#events.findLast(event => event.t < this.#t)?.t ?? 0;
    this.seek(direction === 1 ? Math.max(this.#t + way, forward) : Math.min(this.#t - way, back));
  }

  /** At the end it begins anew. */
  toggle(): void {
    if (this.#clock.running) this.#clock.stop();
    else {
      if (this.#happened === this.#events.length) this.#goTo(this.#stops[0] as Stop);
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

  /** The picture after that many events, at that time. */
  #show(happened: number, t: number): void {
    const before = this.#happened;
    const known = this.#stops.findLastIndex(stop => stop.events <= happened);
    const from = this.#stops[known]?.events ?? 0;
    this.#state = this.#fold(this.#pictures[known] ?? initialState, from, happened);
    this.#happened = happened;
    this.#t = t;
    for (const event of this.#events.slice(before, happened)) this.#audience.tell(event);
    this.#changed();
  }

  #fold(state: SessionState, from: number, to: number): SessionState {
    for (let i = from; i < to; i++) {
      const event = this.#events[i] as LabEvent;
      state = reduce(state, event);
      if (event.type === 'step.start' && isCarriedOut(this.#events, i))
        state = forgetResult(state, event.lesson, event.step);
    }
    return state;
  }

  #changed(): void {
    this.#audience.stir();
  }
}

function notLive(why: string): LabError {
  return new LabError('recorded', `this is a recording: ${why}`, {
    hint: 'container-lab open is the same course on the kernel at hand',
  });
}
