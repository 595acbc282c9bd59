/** The events of a recording, read from its file when they are wanted: in memory are only places in the file. */
import type { LabEvent } from '../session/events.ts';
import { linesFrom, type ReadAt } from './lines.ts';
import { readEvent } from './well-formed.ts';

/** A block ends after so many events or bytes. */
const EVENTS = 256;
const BYTES = 1024 * 1024;

interface Block {
  /** Number of its first event, and where that stands. */
  first: number;
  at: number;
  /** Time of the event before it: no later one is earlier. */
  t: number;
  /** By which its first event is told; another session changes it. */
  contract: number;
}

export class EventStore {
  readonly #readAt: ReadAt;
  readonly #blocks: Block[] = [];
  #count = 0;
  #end = 0;
  #t = 0;
  /** The block read last, whole: one looks at an event and then at its neighbour. */
  #cached: { block: Block; events: LabEvent[] } | null = null;

  constructor(readAt: ReadAt) {
    this.#readAt = readAt;
  }

  get count(): number {
    return this.#count;
  }

  /** Time of the last event. */
  get duration(): number {
    return this.#t;
  }

  /**
   * The event at this place, which was read by this contract, comes next. Returns it with the time it has here: one that goes back stands
   * still.
   */
  add(event: LabEvent, { at, next, contract }: { at: number; next: number; contract: number }): LabEvent {
    const block = this.#blocks.at(-1);
    if (block === undefined || this.#count - block.first >= EVENTS || at - block.at >= BYTES)
      this.#blocks.push({ first: this.#count, at, t: this.#t, contract });
    this.#count++;
    this.#end = next;
    this.#t = Math.max(this.#t, event.t);
    return timed(event, this.#t);
  }

  /** Those from this number on, up to but without `to`. */
  *events(from = 0, to = this.#count): Generator<LabEvent> {
    let i = this.#blockOf(from);
    for (let number = from; number < Math.min(to, this.#count); i++) {
      const block = this.#blocks[i];
      if (block === undefined) return;
      const events = this.#read(block, this.#blocks[i + 1]?.at ?? this.#end);
      const last = this.#blocks[i + 1]?.first ?? this.#count;
      for (; number < Math.min(last, to); number++) {
        const event = events[number - block.first];
        if (event === undefined) return; // the file is shorter than it was
        yield event;
      }
    }
  }

  at(number: number): LabEvent | undefined {
    return number < 0 ? undefined : this.events(number, number + 1).next().value;
  }

  /** Number of the first event later than `t`; `count` when there is none. */
  after(t: number): number {
    let i = this.#blocks.length - 1;
    while (i > 0 && (this.#blocks[i] as Block).t > t) i--;
    let number = this.#blocks[i]?.first ?? 0;
    for (const event of this.events(number)) {
      if (event.t > t) return number;
      number++;
    }
    return this.#count;
  }

  /** Time of the last event before `t`; 0 when there is none. */
  before(t: number): number {
    let i = this.#blocks.length - 1;
    while (i > 0 && (this.#blocks[i] as Block).t >= t) i--;
    let latest = this.#blocks[i]?.t ?? 0;
    for (const event of this.events(this.#blocks[i]?.first ?? 0)) {
      if (event.t >= t) break;
      latest = event.t;
    }
    return latest;
  }

  #blockOf(number: number): number {
    let [low, high] = [0, this.#blocks.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#blocks[middle] as Block).first <= number) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #read(block: Block, end: number): LabEvent[] {
    if (this.#cached?.block === block) return this.#cached.events;
    const events: LabEvent[] = [];
    let { t, contract } = block;
    for (const line of linesFrom(this.#readAt, block.at)) {
      if (line.at >= end) break;
      const reading = line.text === null ? null : readEvent(line.text, contract);
      if (reading === null || !('event' in reading)) continue;
      t = Math.max(t, reading.event.t);
      contract = reading.contract;
      events.push(timed(reading.event, t));
    }
    this.#cached = { block, events };
    return events;
  }
}

function timed(event: LabEvent, t: number): LabEvent {
  return event.t === t ? event : { ...event, t };
}
