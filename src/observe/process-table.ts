/** The processes that are followed, as they were told last, and whose each is. */
import type { ScannedProcess } from '../protocol/wire.ts';
import { differs, processId, viewOf } from './baseline.ts';
import { type Learner, learnerFrom, MONITOR, type Ownership, terminalOf, whoseIs } from './ownership.ts';

/** No process has more ancestors. */
export const DEPTH = 64;

/** A process beside what is around it. */
export interface Member {
  process: ScannedProcess;
  whose: Ownership;
  /** Its parent, where it is known. */
  parent: ScannedProcess | null;
  /** It, or somebody above it, has a terminal. */
  terminal: boolean;
}

/** A process, and since when it is what it is. */
export interface Entry {
  process: ScannedProcess;
  /** When it was seen first, or in another view; milliseconds of the monotonic clock. */
  since: number;
  /** How often it has been looked at. */
  looks: number;
  whose: Ownership;
}

/** By PID. Whose they are is found anew by `judge`, after all that was told. */
export class ProcessTable {
  learner: Learner = learnerFrom([]);
  readonly #known = new Map<number, Entry>();
  readonly #opened = new Set<number>();
  readonly #claims = { processes: new Set<string>(), sessions: new Set<number>() };

  /** Empties the table; what was claimed stays claimed. */
  clear(): void {
    this.#known.clear();
    this.#opened.clear();
  }

  get entries(): Entry[] {
    return [...this.#known.values()];
  }

  get pids(): number[] {
    return [...this.#known.keys()];
  }

  has(pid: number): boolean {
    return this.#known.has(pid);
  }

  delete(pid: number): void {
    this.#known.delete(pid);
  }

  /** What was told at `now`. `all`: also an ordinary process without a terminal. */
  take(processes: readonly ScannedProcess[], now: number, all = false): void {
    for (const process of processes) {
      const known = this.#known.get(process.pid);
      if (!all && known === undefined && process.tty === 0 && !differs(process)) continue;
      const same = known !== undefined && known.process.start === process.start;
      if (!same) this.#forgetSession(process.pid);
      const moved = known !== undefined && viewOf(known.process) !== viewOf(process);
      const told = 'uid' in process || !same ? process : { ...whoOf(known.process), ...process };
      this.#known.set(process.pid, {
        process: told,
        since: same && !moved ? known.since : now,
        looks: same && !moved ? known.looks + 1 : 1,
        whose: same ? known.whose : 'foreign',
      });
    }
  }

  /** A number is used again only when no session is called so any more. */
  #forgetSession(number: number): void {
    this.#opened.delete(number);
    this.#claims.sessions.delete(number);
  }

  /** The process, its parent, and so on, as far as they are known. */
  chain(pid: number): ScannedProcess[] {
    const chain: ScannedProcess[] = [];
    for (let at = this.#known.get(pid); at && chain.length < DEPTH; at = this.#known.get(at.process.ppid))
      chain.push(at.process);
    return chain;
  }

  /** Null when it is not known. */
  member(pid: number): Member | null {
    const entry = this.#known.get(pid);
    if (entry === undefined) return null;
    const { process, whose } = entry;
    const parent = this.#known.get(process.ppid)?.process ?? null;
    return { process, whose, parent, terminal: terminalOf(this.chain(pid)) !== null };
  }

  /** Whose the process is, by what is known now. */
  whose(pid: number): Ownership {
    return whoseIs(this.chain(pid), this.learner, this.#opened, this.#claims);
  }

  /** It is the learner's from now on, and what comes from its terminal; false when it is not known. */
  claim(pid: number): boolean {
    const process = this.#known.get(pid)?.process;
    if (process === undefined) return false;
    this.#claims.processes.add(processId(process));
    const terminal = terminalOf(this.chain(pid));
    if (terminal !== null) this.#claims.sessions.add(terminal);
    return true;
  }

  /** Finds anew whose each process is, and which ones a workshop has made. */
  judge(): void {
    for (const entry of this.#known.values()) {
      const chain = this.chain(entry.process.pid);
      if (differs(entry.process)) entry.process.ours = chain.some(({ comm }) => comm === MONITOR);
      entry.whose = whoseIs(chain, this.learner, this.#opened, this.#claims);
      const { session, tty } = entry.process;
      if (entry.whose === 'own' && tty !== 0) this.#opened.add(session);
    }
  }
}

/** What was told of a person, for a process that was told without. */
function whoOf({ uid, login, sudo }: ScannedProcess): Partial<ScannedProcess> {
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(login === undefined ? {} : { login }),
    ...(sudo === undefined ? {} : { sudo }),
  };
}
