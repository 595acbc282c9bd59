/**
 * Whose a process is: what tells a learner's own work from what daemons, package managers and other people do on the same machine.
 * Pure.
 */

import type { ScannedProcess } from '../protocol/wire.ts';
import { processId } from './baseline.ts';

/** What tells whose a process is: of itself, and of each above it. */
export type Lineage = readonly Omit<ScannedProcess, 'ours' | 'ns' | 'root'>[];

/** `own`: the learner's. `claimed`: the learner has said so. `foreign`: nothing tells that it is the learner's. */
export type Ownership = 'own' | 'claimed' | 'foreign';

/** The learner: the user and terminal of this program, as far as the kernel tells. */
export interface Learner {
  /** PID of this program: the terminals it opens are its children. */
  pid: number;
  /** UID of the login; null without one. */
  login: number | null;
  /** UID of the person where root's rights were taken later; null where all that is known is root. */
  uid: number | null;
  /** Sessions of the terminals that this program was started from. */
  sessions: ReadonlySet<number>;
  /** `PID.start` of the terminal multiplexers that it was started in. */
  multiplexers: ReadonlySet<string>;
}

/** What the learner has said to be theirs: processes as `PID.start`, and sessions of terminals. */
interface Claims {
  processes: ReadonlySet<string>;
  sessions: ReadonlySet<number>;
}

/** The learner has claimed nothing. */
const NO_CLAIMS: Claims = { processes: new Set(), sessions: new Set() };

/** How a workshop calls itself, and its helper (native/src/wire/lab.h): proc_pid_comm(5). */
export const WORKSHOP = 'container-lab';
export const MONITOR = 'lab-monitor';

/** Their server is no terminal, and holds those of one person: tmux(1), screen(1). */
const MULTIPLEXERS = /^(tmux|screen|SCREEN|zellij)/;

/** The learner, from this program's process and its ancestors. */
export function learnerFrom(chain: Lineage): Learner {
  const [self] = chain;
  return {
    pid: self?.pid ?? 0,
    login: self?.login ?? null,
    uid: personOf(chain),
    sessions: new Set(chain.filter(({ tty }) => tty !== 0).map(({ session }) => session)),
    multiplexers: new Set(chain.filter(({ comm }) => MULTIPLEXERS.test(comm)).map(processId)),
  };
}

/**
 * `chain`: the process, its parent, and so on. In this order:
 *
 * 1. What the learner has said counts; so does, from then on, what comes from the same terminal.
 * 2. What descends from another workshop, or from the helper of one, is somebody else's.
 * 3. What descends from this program comes from a terminal opened here, and so does what still has such a terminal (`opened`: their
 *    sessions) although its parent has gone.
 * 4. Anything else must come from a terminal. A daemon's children do not, nor does what has left its terminal (setsid(1) -f).
 * 5. It is the terminal that this program was started from, or one of the same multiplexer, or one of the same person. A person is
 *    known by the login (kept by sudo(8) and su(1)); without one on either side by who called sudo, or by the first user that is
 *    not root from the process upwards. Where all is root nothing tells two people apart: it is asked for.
 */
export function whoseIs(
  chain: Lineage,
  learner: Learner,
  opened: ReadonlySet<number> = new Set(),
  claims: Claims = NO_CLAIMS,
): Ownership {
  const terminal = terminalOf(chain);
  if (chain.some(process => claims.processes.has(processId(process)))) return 'claimed';
  const workshop = chain.find(({ comm, pid }) => pid === learner.pid || comm === WORKSHOP || comm === MONITOR);
  if (workshop !== undefined && workshop.pid !== learner.pid) return 'foreign';
  if (workshop !== undefined) return 'own';
  if (terminal === null) return 'foreign';
  if (opened.has(terminal) || learner.sessions.has(terminal)) return 'own';
  if (claims.sessions.has(terminal)) return 'claimed';
  if (chain.some(process => learner.multiplexers.has(processId(process)))) return 'own';
  return isSamePerson(chain, learner) ? 'own' : 'foreign';
}

/** Session of the nearest terminal: of the process, or of the first above it that has one; null without one. */
export function terminalOf(chain: Lineage): number | null {
  return chain.find(({ tty }) => tty !== 0)?.session ?? null;
}

function isSamePerson(chain: Lineage, { login, uid }: Learner): boolean {
  const theirs = chain[0]?.login ?? null;
  if (theirs !== null && login !== null) return theirs === login;
  const person = personOf(chain);
  return person !== null && person === uid;
}

/**
 * Who called sudo, or the first user that is not root, from the process upwards. Only a process of root's is believed who called sudo:
 * anybody may put that variable into their own environment.
 */
function personOf(chain: Lineage): number | null {
  for (const { sudo, uid } of chain) {
    if (uid === 0 && sudo !== undefined && sudo !== 0) return sudo;
    if (uid !== undefined && uid !== 0) return uid;
  }
  return null;
}
