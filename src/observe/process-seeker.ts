/** Finds the processes of a learner that may solve a challenge, by asking the helper again and again. */
import { type Layout, readMembership } from '../kernel/cgroup/index.ts';
import { loginOf, parseStat } from '../kernel/processes.ts';
import { bytesToText } from '../protocol/bytes.ts';
import type { Scan, ScannedProcess } from '../protocol/wire.ts';
import { hostMounts, isDirectory, isProgram, modeFact, mountsToAsk, ownProc, privateMounts } from './candidate.ts';
import type { Facts } from './facts.ts';
import { isAnothers } from './logins.ts';
import type { Seeker, Sighting } from './seeker.ts';
import { factsFrom, queriesFor } from './snapshot.ts';
import { type Answer, encodeStranger } from './source.ts';
import { type Baseline, baselineOf, strangerId, strangersSince } from './strangers.ts';
import { Turns } from './turns.ts';

export interface ProcessSource {
  /** One page of the op `scan`, from this PID on. */
  scan(from: number): Promise<Scan>;
  /** Items of `look`, however many. */
  look(items: string[]): Promise<Answer[]>;
}

export interface ProcessSeekerOptions {
  layout: Layout;
  /** The text of /proc/PID/cgroup of processes whose groups are nobody's solution: ours. The monitor's is added. */
  outside?: () => string[];
  /** UID of the learner's login; our own when left out. */
  login?: number | null;
}

/** More pages than this are more processes than a machine has. */
const PAGES = 1024;

export function createProcessSeeker(source: ProcessSource, options: ProcessSeekerOptions): Seeker {
  return new ProcessSeeker(source, options);
}

class ProcessSeeker implements Seeker {
  readonly #source: ProcessSource;
  readonly #options: ProcessSeekerOptions;
  #baseline: Baseline = new Map();
  #turns = new Turns();
  readonly #login: number | null;

  constructor(source: ProcessSource, options: ProcessSeekerOptions) {
    this.#source = source;
    this.#options = options;
    this.#login = options.login === undefined ? loginOf('self') : options.login;
  }

  async begin(): Promise<void> {
    this.#baseline = baselineOf(await this.#scan());
    this.#turns = new Turns();
  }

  async look(): Promise<Sighting[]> {
    const strangers = strangersSince(this.#baseline, await this.#scan());
    const fresh = strangers.filter(({ pid }) => !isAnothers(pid, this.#login));
    fresh.sort((a, b) => a.start - b.start || a.pid - b.pid);
    const byId = new Map(fresh.map(process => [strangerId(process), process]));
    const chosen = this.#turns.choose([...byId.keys()]).flatMap(id => byId.get(id) ?? []);
    return chosen.length === 0 ? [] : this.#photograph(chosen);
  }

  async #scan(): Promise<ScannedProcess[]> {
    const all: ScannedProcess[] = [];
    let from = 0;
    for (let page = 0; page < PAGES; page++) {
      const { processes, next } = await this.#source.scan(from);
      all.push(...processes);
      if (next <= from) break;
      from = next;
    }
    return all;
  }

  async #photograph(chosen: ScannedProcess[]): Promise<Sighting[]> {
    const frame = { subjects: ['candidate' as const] };
    const rows = queriesFor(frame);
    const questions = chosen.map(process => {
      const ask = (kind: 'read' | 'rstat' | 'bytes', path: string) =>
        encodeStranger(strangerId(process), { kind, path });
      return [
        ...rows.map(row => encodeStranger(strangerId(process), row)),
        ask('rstat', '/bin/sh'),
        ask('bytes', '0/1024/proc/1/stat'),
        ask('read', 'stat'),
      ];
    });
    const host = ['read:host:mountinfo', 'read:host:cgroup'];
    const answers = await this.#source.look([...host, ...questions.flat()]);
    const [mounts, cgroup] = answers.splice(0, host.length).map(textOf);
    const hostLines = (mounts ?? '').split('\n');
    const outside = [cgroup ?? '', ...(this.#options.outside?.() ?? [])];
    const drafts = chosen.flatMap((process, index) => {
      const own = answers.splice(0, questions[index]?.length ?? 0);
      const photo = factsFrom(frame, own.slice(0, rows.length)).candidate;
      const [shell, first, stat] = own.slice(rows.length);
      if (photo === undefined || !lives(stat)) return [];
      const lines = linesOf(photo.facts, 'mounts');
      const facts: Facts = {
        ...photo.facts,
        'mounts.private': privateMounts(lines, hostLines),
        'root.shell': modeFact(shell),
        'root.hostMounts': hostMounts(lines, hostLines),
        'proc.own': ownProc(first, stat),
      };
      const group = readMembership(this.#options.layout, linesOf(facts, 'cgroup.path').join('\n'), outside);
      return [{ process, facts: { ...facts, ...group?.facts }, files: group?.files ?? {} }];
    });
    return this.#lookIntoMounts(drafts);
  }

  /** What lies below the private mounts; and whoever has died since the first question is left out. */
  async #lookIntoMounts(
    drafts: { process: ScannedProcess; facts: Facts; files: Sighting['files'] }[],
  ): Promise<Sighting[]> {
    const asked = drafts.map(({ facts }) => mountsToAsk(linesOf(facts, 'mounts.private')));
    const items = drafts.flatMap(({ process }, index) => {
      const id = strangerId(process);
      const inside = (path: string) => encodeStranger(id, { kind: 'rstat', path });
      const below = (asked[index] ?? []).map(point => (point === '/' ? '' : point));
      return [
        ...below.flatMap(point => [inside(`${point}/bin/sh`), inside(`${point}/proc`), inside(`${point}/tmp`)]),
        encodeStranger(id, { kind: 'read', path: 'stat' }),
      ];
    });
    const answers = await this.#source.look(items);
    return drafts.flatMap(({ process, facts, files }, index) => {
      const points = asked[index] ?? [];
      const own = answers.splice(0, points.length * 3 + 1);
      if (!lives(own.at(-1))) return [];
      const withShell = points.filter((_, at) => isProgram(own[at * 3]));
      const withRootDirs = points.filter(
        (point, at) => withShell.includes(point) && isDirectory(own[at * 3 + 1]) && isDirectory(own[at * 3 + 2]),
      );
      return [
        {
          id: strangerId(process),
          pid: process.pid,
          name: process.comm,
          before: {},
          facts: { ...facts, 'mounts.withShell': withShell, 'mounts.withRootDirs': withRootDirs },
          files,
        },
      ];
    });
  }
}

function lives(stat: Answer | undefined): boolean {
  const state = stat && 'v' in stat ? parseStat(stat.v)?.state : undefined;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function linesOf(facts: Facts, key: string): string[] {
  const value = facts[key];
  return Array.isArray(value) ? value : [];
}

function textOf(answer: Answer): string {
  return 'v' in answer ? bytesToText(answer.v) : '';
}
