/** Takes snapshots of the host and of the session's subjects, one row of steps: who is there, what is seen, who lives, what is new. */
import { endingOps } from '../../../observe/attribution.ts';
import { factsFrom, queriesFor, type Snapshot } from '../../../observe/snapshot.ts';
import { encodeQuery, type Source } from '../../../observe/source.ts';
import type { Hello, HelperEvent } from '../../../protocol/wire.ts';
import { type CastMember, namesOf } from '../../../words/cast.ts';
import type { Facts } from '../../../words/fact-value.ts';
import type { LabEventBody } from '../../events.ts';
import type { HelperClient } from '../helper-client.ts';
import { nameOf, type Subject, type Subjects } from '../subjects/subject.ts';
import { type Between, compare, gone, type Moment, momentOf, NOTHING } from './compare.ts';
import { ExitSnapshots } from './exit-snapshots.ts';
import { frameOf, type Observed, observed, type Places } from './observed.ts';

/** Where events go, and where shells have been open. */
interface Around {
  emit(event: LabEventBody): void;
  /** In whom a shell has been open since this was asked last: what changes there may be the learner's doing. */
  shellsSince(): ReadonlySet<string>;
}

export class Snapshotter {
  readonly source: Source;
  readonly #monitor: number;
  readonly #places: Places;
  readonly #client: HelperClient;
  readonly #subjects: Subjects;
  readonly #around: Around;
  readonly #exits = new ExitSnapshots();
  #last: Moment = NOTHING;

  constructor(
    hello: Pick<Hello, 'pid' | 'rootfs' | 'layers'>,
    client: HelperClient,
    subjects: Subjects,
    around: Around,
  ) {
    this.#monitor = hello.pid;
    this.#places = { rootfs: hello.rootfs, layers: hello.layers };
    this.#client = client;
    this.#subjects = subjects;
    this.#around = around;
    this.source = { query: items => client.look(items.map(encodeQuery)) };
  }

  /** The last snapshot of whoever is alive. */
  get living(): Snapshot {
    return this.#last.snapshot;
  }

  /** The same, and the last one of each subject that has ended. */
  get all(): Snapshot {
    return this.#exits.with(this.living);
  }

  /** Look at everybody now, and tell what is new. */
  async take(): Promise<void> {
    const subjects = Object.values(this.#subjects);
    const looked = observed(this.#monitor, subjects);
    const { seen, ops } = await this.#look(looked);
    const shells = this.#around.shellsSince();
    const ran = looked.map(one => ({ ...one, ran: one.ran || (one.of !== null && shells.has(one.of)) }));
    const moments = await this.#exits.moments(looked, this.living, seen, items => this.#client.look(items));
    for (const snapshot of moments) this.#emitChanges(snapshot, { observed: ran, ops, places: this.#places });
    for (const subject of subjects) subject.sent.push(...endingOps(ops, subject.as.name));
  }

  async #look(looked: readonly Observed[]) {
    const frame = frameOf(looked, this.#places);
    const { answers, ops } = await this.#client.takeSnapshot(queriesFor(frame).map(encodeQuery));
    return { seen: factsFrom(frame, answers), ops };
  }

  #emitChanges(snapshot: Snapshot, between: Between): void {
    const before = this.#last;
    this.#last = momentOf(between.observed, snapshot);
    for (const event of compare(before, this.#last, between)) this.#around.emit(event);
  }

  /** A snapshot of this moment; of a subject that has ended, its last one. */
  async snapshotOf(subject: Subject): Promise<Facts | undefined> {
    await this.take();
    return this.all[nameOf(subject)]?.facts;
  }

  hasEnded(subject: Subject): boolean {
    return this.#exits.hasEnded(subject.pid);
  }

  noteExit({ pid, code, signal, oomKill }: HelperEvent & { event: 'exit' }): void {
    this.#exits.noteExit(pid, { code, signal, oomKill });
  }

  /** A subject was torn down by us. */
  forget(member: CastMember): void {
    const names = namesOf(member);
    this.#client.forget(member.name);
    const left = Object.entries(this.living).filter(([name]) => !names.includes(name));
    const events = gone(this.#last, names);
    this.#last = { ...this.#last, snapshot: Object.fromEntries(left) };
    this.#exits.forget(names);
    for (const event of events) this.#around.emit(event);
  }
}
