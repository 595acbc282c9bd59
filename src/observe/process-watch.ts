/**
 * The processes of this machine while a challenge is open, at the cost of the learner's own: PIDs are handed out in turn, so that
 * what is new is found without looking at what was there. All state is here; the helper's `scan` has none.
 */
import { countOf, lastPid, type PidRange, pidMax, pidsBetween } from '../kernel/pids.ts';
import { processIds } from '../kernel/processes.ts';
import type { Scan, ScannedProcess } from '../protocol/wire.ts';
import { type Baseline, baselineOf, differs, newSince, processId, viewOf } from './baseline.ts';
import { type Learner, learnerFrom, type Ownership } from './ownership.ts';
import { pidQueries, rangeText } from './pid-queries.ts';
import { DEPTH, type Entry, type Member, ProcessTable } from './process-table.ts';

/** What `scan` is asked: a page of all from this PID on, or certain ones. */
export interface ScanQuery {
  from?: number;
  max?: number;
  /** `12`, `12-40`. */
  pids?: string[];
  who?: 0 | 1;
}

/** The op `scan`. */
export type ScanSource = (query: ScanQuery) => Promise<Scan>;

/** More pages than this are more processes than a machine has. */
const PAGES = 1024;
const PAGE = 512;
/** More new PIDs than this are looked for by a walk over all. */
const MANY = 4096;
/** No machine starts more processes a millisecond than this: how long until the PIDs may have gone round unseen. */
const STARTED = 2;
/** Milliseconds in which a new process of a terminal is looked at again and again: it may still move away … */
const YOUNG = 3000;
/** … and so many looks for one of a daemon. */
const YOUNG_LOOKS = 2;
/** So many of the young of others, and so many of those that the session itself has made. */
const YOUNG_AT_ONCE = 64;
const OURS_AT_ONCE = 32;
/** So many of the candidates of others are asked whether they are still there; and of a view that is not new, so many who had it. */
const FOREIGN_AT_ONCE = 16;
const ASKED_PER_VIEW = 8;
/** Of the rest, so many every fourth look; a new round not sooner than this (ms). */
const REST_AT_ONCE = 12;
const REST_EVERY = 4;
const ROUND = 5_000;

/** Follows the processes of one challenge: `begin` once, then a `look` now and then. */
export class ProcessWatch {
  readonly #scan: ScanSource;
  readonly #asked: Partial<Learner>;
  readonly #table = new ProcessTable();
  #last = 0;
  #before: PidRange[] = [];
  #lookedAt = 0;
  #max = 0;
  #rest: number[] = [];
  #round = 0;
  #looks = 0;
  #baseline: Baseline = new Map();
  /** By view, the PIDs that had it in the beginning. */
  #baselineViews = new Map<string, number[]>();
  #turn = 0;

  /** `asked`: who else than the one before this program; for tests. */
  constructor(scan: ScanSource, asked: Partial<Learner> = {}) {
    this.#scan = scan;
    this.#asked = asked;
  }

  /** What there is now never counts, unless it changes. */
  async begin(): Promise<void> {
    this.#table.clear();
    this.#max = pidMax();
    this.#mark();
    const self = this.#asked.pid ?? process.pid;
    const all = await this.#all();
    this.#baseline = baselineOf(all.filter(differs));
    this.#baselineViews = new Map();
    for (const process of all.filter(differs)) {
      const view = viewOf(process);
      this.#baselineViews.set(view, [...(this.#baselineViews.get(view) ?? []), process.pid]);
    }
    await this.#ask([...all.flatMap(({ tty, pid }) => (tty === 0 ? [] : pid)), self], 0);
    await this.#complete();
    this.#table.learner = { ...learnerFrom(this.#table.chain(self)), ...this.#asked, pid: self };
    this.#updateTable();
    this.#lookedAt = performance.now();
  }

  /** One look: who is new, who may have moved, who has gone. */
  async look(): Promise<void> {
    const now = performance.now();
    const ranges = this.#mark();
    const lost = ranges === null || now - this.#lookedAt > this.#max / STARTED || countOf(ranges) > MANY;
    this.#lookedAt = now;
    if (lost) this.#table.take(await this.#all(), now);
    const again = lost ? [] : [...this.#before, ...ranges];
    this.#before = lost ? [] : ranges;
    const [closely, briefly] = this.#watched(now);
    // what a PID was handed out for may not be there yet: each is asked for twice
    await this.#ask([...again, ...briefly, ...this.#doubted()], now, 0, true);
    await this.#ask(
      this.#doubted().filter(pid => !this.#table.has(pid)),
      now,
      0,
      true,
    );
    await this.#ask(closely, now);
    await this.#ask(this.#nextOfTheRest(now), now, 0);
    await this.#complete();
    this.#updateTable();
  }

  /** New, or somewhere else than in the beginning, and in no view that was there before: baseline.ts. */
  fresh(): Member[] {
    const all = this.#table.entries.map(({ process }) => process).filter(differs);
    return newSince(this.#baseline, all).flatMap(({ pid }) => this.#table.member(pid) ?? []);
  }

  /** Is this the learner's user? */
  isLearner(uid: number): boolean {
    const { uid: person, login } = this.#table.learner;
    return [process.getuid?.(), person, login].includes(uid);
  }

  /** Of these: whose they are; who has gone is left out. */
  async whoseAre(pids: readonly number[]): Promise<Map<number, Ownership>> {
    await this.#ask([...pids], performance.now());
    await this.#complete();
    return new Map(pids.flatMap(pid => (this.#table.has(pid) ? [[pid, this.#table.whose(pid)] as const] : [])));
  }

  /** PIDs of what is the learner's. */
  own(): number[] {
    return this.#table.entries.flatMap(({ process, whose }) => (whose === 'foreign' ? [] : process.pid));
  }

  /** The learner says that it is theirs: it and what descends from it, and what comes from its terminal. */
  claim(pid: number): void {
    if (this.#table.claim(pid)) this.#updateTable();
  }

  /** Which PIDs have been handed out since the last time; null where the kernel does not tell. */
  #mark(): PidRange[] | null {
    const last = lastPid();
    if (last === null) return null;
    const ranges = pidsBetween(this.#last, last, this.#max);
    this.#last = last;
    return ranges;
  }

  async #all(): Promise<ScannedProcess[]> {
    const all: ScannedProcess[] = [];
    let from = 0;
    for (let page = 0; page < PAGES; page++) {
      const { processes, next } = await this.#scan({ from, max: PAGE });
      all.push(...processes);
      if (next <= from) break;
      from = next;
    }
    return all;
  }

  /** Who had a view that somebody else is in now: it may have been entered only. */
  #doubted(): number[] {
    const views = new Set(this.#table.entries.flatMap(({ process }) => (this.#isNew(process) ? viewOf(process) : [])));
    return [...views].flatMap(view => this.#baselineViews.get(view)?.slice(0, ASKED_PER_VIEW) ?? []);
  }

  /** In another view than in the beginning. */
  #isNew(process: ScannedProcess): boolean {
    return differs(process) && process.ours !== true && this.#baseline.get(processId(process)) !== viewOf(process);
  }

  /** Closely: with whose they are, which may change in the beginning. Briefly: only where they are. */
  #watched(now: number): [closely: number[], briefly: number[]] {
    const { entries } = this.#table;
    const pidsOf = (some: Entry[]) => some.map(({ process }) => process.pid);
    const own = entries.filter(({ whose }) => whose !== 'foreign');
    const others = entries.filter(({ whose }) => whose === 'foreign');
    const ours = others.filter(({ process }) => process.ours === true).slice(-OURS_AT_ONCE);
    const young = others.filter(entry => isYoung(entry, now) && entry.process.ours !== true).slice(-YOUNG_AT_ONCE);
    const foreign = others.filter(({ process }) => this.#isNew(process));
    const from = foreign.length > FOREIGN_AT_ONCE ? (this.#turn++ * FOREIGN_AT_ONCE) % foreign.length : 0;
    const watched = new Set([...own, ...young]);
    const closely = [...watched].filter(entry => isYoung(entry, now) && entry.process.tty !== 0);
    for (const entry of closely) watched.delete(entry);
    const briefly = [...watched, ...ours, ...foreign.slice(from, from + FOREIGN_AT_ONCE)];
    return [pidsOf(closely), pidsOf(briefly)];
  }

  #nextOfTheRest(now: number): number[] {
    if (this.#looks++ % REST_EVERY > 0) return [];
    if (this.#rest.length === 0 && now - this.#round > ROUND) {
      this.#rest = processIds();
      this.#round = now;
    }
    return this.#rest.splice(0, REST_AT_ONCE);
  }

  async #ask(wanted: readonly (number | PidRange)[], now: number, who: 0 | 1 = 1, all = who === 1): Promise<void> {
    for (const part of pidQueries(wanted)) {
      const { processes } = await this.#scan({ pids: part.map(rangeText), who });
      const seen = new Set(processes.map(({ pid }) => pid));
      for (const pid of this.#table.pids)
        if (!seen.has(pid) && part.some(([first, last]) => pid >= first && pid <= last)) this.#table.delete(pid);
      this.#table.take(processes, now, all);
    }
  }

  /** Until the parents of all are known, and of what has a terminal who it is: of nothing else does that matter. */
  async #complete(): Promise<void> {
    const asked = new Set<number>();
    for (let depth = 0; depth < DEPTH; depth++) {
      const unknown = new Set<number>();
      const nameless = new Set<number>();
      for (const { process } of this.#table.entries) {
        if (process.ppid > 0 && !this.#table.has(process.ppid)) unknown.add(process.ppid);
        if (process.tty !== 0)
          for (const { pid, uid } of this.#table.chain(process.pid)) if (uid === undefined) nameless.add(pid);
      }
      const wanted = [unknown, nameless].map(pids => [...pids].filter(pid => !asked.has(pid)));
      if (wanted.every(pids => pids.length === 0)) return;
      for (const pid of unknown) asked.add(pid);
      const [parents = [], people = []] = wanted;
      await this.#ask(parents, 0, 0, true);
      await this.#ask(people, 0);
      for (const pid of nameless) asked.add(pid);
    }
  }

  /** Finds anew whose each process is, and drops those that are neither the learner's, nor new, nor in another view, nor an ancestor of one of those. */
  #updateTable(): void {
    const now = performance.now();
    this.#table.judge();
    const needed = new Set<number>([this.#table.learner.pid, ...this.#doubted()]);
    for (const entry of this.#table.entries) {
      const { process, whose } = entry;
      if (whose !== 'foreign' || this.#isNew(process) || process.ours === true || isYoung(entry, now))
        for (const { pid } of this.#table.chain(process.pid)) needed.add(pid);
    }
    for (const pid of this.#table.pids) if (!needed.has(pid)) this.#table.delete(pid);
  }
}

/** New, or somewhere else than before: since a little while. */
function isYoung({ since, looks, process }: Entry, now: number): boolean {
  return since > 0 && (process.tty === 0 ? looks <= YOUNG_LOOKS : now - since < YOUNG);
}
