/** Photographs of the host and of the session's subjects, through the helper; what is new in them is told. */
import { endingOps } from '../../observe/attribution.ts';
import type { Facts } from '../../observe/facts.ts';
import { factsFrom, queriesFor, type Snapshot } from '../../observe/snapshot.ts';
import { encodeQuery, type Source } from '../../observe/source.ts';
import type { Hello, HelperEvent } from '../../protocol/wire.ts';
import type { LabEventBody } from '../events.ts';
import type { Caller } from './caller.ts';
import type { Slot } from './expand.ts';
import { Farewells } from './farewells.ts';
import { type Observed, Observer } from './observer.ts';
import { nameOf, type Subject, type Subjects } from './subject.ts';

export class Camera {
  readonly source: Source;
  readonly #hello: Hello;
  readonly #caller: Caller;
  readonly #subjects: Subjects;
  readonly #observer: Observer;
  readonly #farewells = new Farewells();
  /** In whom a shell has been open since this was asked last: what changes there may be the learner's doing. */
  readonly #shellsSince: () => ReadonlySet<Slot>;

  constructor(
    hello: Hello,
    caller: Caller,
    subjects: Subjects,
    { emit, shellsSince }: { emit: (event: LabEventBody) => void; shellsSince: () => ReadonlySet<Slot> },
  ) {
    this.#hello = hello;
    this.#caller = caller;
    this.#subjects = subjects;
    this.#observer = new Observer(hello, emit);
    this.#shellsSince = shellsSince;
    this.source = { query: items => caller.look(items.map(encodeQuery)) };
  }

  /** The last photograph of whoever is alive. */
  get living(): Snapshot {
    return this.#observer.snapshot;
  }

  /** The same, and the last one of each subject that has ended. */
  get all(): Snapshot {
    return this.#farewells.with(this.#observer.snapshot);
  }

  /** Look at everybody now. */
  async take(): Promise<void> {
    const subjects = Object.values(this.#subjects);
    const looked = this.#observed(subjects);
    const frame = this.#observer.frame(looked);
    const { answers, ops } = await this.#caller.photograph(queriesFor(frame).map(encodeQuery));
    const shells = this.#shellsSince();
    const observed = looked.map(one => ({ ...one, ran: one.ran || (one.slot !== null && shells.has(one.slot)) }));
    const now = this.#farewells.living(this.living, factsFrom(frame, answers));
    const look = (items: string[]) => this.#caller.look(items);
    const farewell = await this.#farewells.take(observed, this.living, now, look);
    if (farewell) this.#observer.take(observed, farewell, ops);
    this.#observer.take(observed, now, ops);
    for (const subject of subjects) subject.sent.push(...endingOps(ops, nameOf(subject)));
  }

  #observed(subjects: Subject[]): Observed[] {
    return [
      { name: 'host', slot: null, pid: this.#hello.pid, group: null, ran: false, sent: [] },
      ...subjects.map(s => ({
        ...{ name: nameOf(s), slot: s.slot, pid: s.pid, group: s.grouped ? s.group : null },
        ...{ ran: s.executes, sent: s.sent },
      })),
    ];
  }

  /** A photograph of this moment; of a subject that has ended, its last one. */
  async photoOf(subject: Subject): Promise<Facts | undefined> {
    await this.take();
    return this.all[nameOf(subject)]?.facts;
  }

  hasEnded(subject: Subject): boolean {
    return this.#farewells.hasEnded(subject.pid);
  }

  heard({ pid, code, signal, oomKill }: HelperEvent & { event: 'exit' }): void {
    this.#farewells.heard(pid, { code, signal, oomKill });
  }

  /** A subject was torn down by us. */
  forget(slot: Slot): void {
    const names = slot === 'stage' ? (['stage', 'app'] as const) : (['aside'] as const);
    this.#caller.forget(slot);
    this.#observer.forget([...names]);
    this.#farewells.forget(names);
  }
}
