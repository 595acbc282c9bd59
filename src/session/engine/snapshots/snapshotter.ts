/** snapshots of the host and of the session's subjects, through the helper; what is new in them is told. */
import { endingOps } from '../../../observe/attribution.ts';
import type { Facts } from '../../../observe/facts.ts';
import { factsFrom, queriesFor, type Snapshot } from '../../../observe/snapshot.ts';
import { encodeQuery, type Source } from '../../../observe/source.ts';
import type { Hello, HelperEvent } from '../../../protocol/wire.ts';
import type { LabEventBody } from '../../events.ts';
import type { HelperClient } from '../helper-client.ts';
import type { Slot } from '../ops/expand.ts';
import { nameOf, type Subject, type Subjects } from '../subjects/subject.ts';
import { type Observed, Observer } from './compare.ts';
import { ExitSnapshots } from './exit-snapshots.ts';

export class Snapshotter {
  readonly source: Source;
  readonly #hello: Hello;
  readonly #client: HelperClient;
  readonly #subjects: Subjects;
  readonly #observer: Observer;
  readonly #exits = new ExitSnapshots();
  /** In whom a shell has been open since this was asked last: what changes there may be the learner's doing. */
  readonly #shellsSince: () => ReadonlySet<Slot>;

  constructor(
    hello: Hello,
    client: HelperClient,
    subjects: Subjects,
    { emit, shellsSince }: { emit: (event: LabEventBody) => void; shellsSince: () => ReadonlySet<Slot> },
  ) {
    this.#hello = hello;
    this.#client = client;
    this.#subjects = subjects;
    this.#observer = new Observer(hello, emit);
    this.#shellsSince = shellsSince;
    this.source = { query: items => client.look(items.map(encodeQuery)) };
  }

  /** The last snapshot of whoever is alive. */
  get living(): Snapshot {
    return this.#observer.snapshot;
  }

  /** The same, and the last one of each subject that has ended. */
  get all(): Snapshot {
    return this.#exits.with(this.#observer.snapshot);
  }

  /** Look at everybody now. */
  async take(): Promise<void> {
    const subjects = Object.values(this.#subjects);
    const looked = this.#observed(subjects);
    const frame = this.#observer.frame(looked);
    const { answers, ops } = await this.#client.takeSnapshot(queriesFor(frame).map(encodeQuery));
    const shells = this.#shellsSince();
    const observed = looked.map(one => ({ ...one, ran: one.ran || (one.slot !== null && shells.has(one.slot)) }));
    const now = this.#exits.living(this.living, factsFrom(frame, answers));
    const look = (items: string[]) => this.#client.look(items);
    const ended = await this.#exits.take(observed, this.living, now, look);
    if (ended) this.#observer.take(observed, ended, ops);
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

  /** A snapshot of this moment; of a subject that has ended, its last one. */
  async snapshotOf(subject: Subject): Promise<Facts | undefined> {
    await this.take();
    return this.all[nameOf(subject)]?.facts;
  }

  hasEnded(subject: Subject): boolean {
    return this.#exits.hasEnded(subject.pid);
  }

  heard({ pid, code, signal, oomKill }: HelperEvent & { event: 'exit' }): void {
    this.#exits.heard(pid, { code, signal, oomKill });
  }

  /** A subject was torn down by us. */
  forget(slot: Slot): void {
    const names = slot === 'stage' ? (['stage', 'app'] as const) : (['aside'] as const);
    this.#client.forget(slot);
    this.#observer.forget([...names]);
    this.#exits.forget(names);
  }
}
