/** Finds the processes of a learner that may solve a challenge, by asking the helper again and again. */
import { type Layout, readMembership } from '../kernel/cgroup/index.ts';
import { isCard, type NetworkDevice } from '../kernel/links.ts';
import { parseStat } from '../kernel/processes.ts';
import { bytesToText } from '../protocol/bytes.ts';
import type { Facts } from '../words/fact-value.ts';
import { processId } from './baseline.ts';
import {
  hostMounts,
  isDirectory,
  isProgram,
  linksOf,
  mountsToAsk,
  networkFacts,
  ownProc,
  privateMounts,
  programFact,
  sharedMounts,
} from './candidate.ts';
import type { Learner } from './ownership.ts';
import type { Member } from './process-table.ts';
import { ProcessWatch, type ScanSource } from './process-watch.ts';
import { RoundRobin } from './round-robin.ts';
import type { Seeker, Sighting } from './seeker.ts';
import { factsFrom, queriesFor } from './snapshot.ts';
import { type Answer, encodeForeign, rooted } from './source.ts';

/** The helper, as far as processes of others are asked for. */
export interface ProcessSource {
  /** The op `scan`. */
  scan: ScanSource;
  /** Items of `look`, however many. */
  look(items: string[]): Promise<Answer[]>;
}

/** What is needed to read the groups of a process. */
interface ProcessSeekerOptions {
  layout: Layout;
  /** The text of /proc/PID/cgroup of processes whose groups are nobody's solution: ours. The monitor's is added. */
  outside?: () => string[];
  /** Another learner than the user who started this program: for tests. */
  learner?: Partial<Learner>;
}

/** Foreign processes are looked at every so many looks, so many of them: nothing of theirs counts before it is asked for. */
const STRANGERS_EVERY = 4;
const FOREIGN = 4;
const FOREIGN_KEPT = 32;

const HOST_LINKS = 'links:host:';
/** Where the answer about its network devices stands among those beside the snapshot. */
const LINKS = 3;

/** What is asked of a future root below a mount point. */
const IN_ROOT = [
  ['program', '/bin/sh'],
  ['below', '/proc'],
  ['below', '/tmp'],
] as const;

/** Processes that are new, or in another view than in the beginning. */
export function createProcessSeeker(source: ProcessSource, options: ProcessSeekerOptions): Seeker {
  return new ProcessSeeker(source, options);
}

class ProcessSeeker implements Seeker {
  readonly #source: ProcessSource;
  readonly #options: ProcessSeekerOptions;
  readonly #processes: ProcessWatch;
  #queue = new RoundRobin();
  #foreignQueue = new RoundRobin(FOREIGN);
  #looks = 0;
  /** Their last snapshots. */
  #foreign: Sighting[] = [];
  /** The host's network devices when the challenge began. */
  #devices: NetworkDevice[] = [];

  constructor(source: ProcessSource, options: ProcessSeekerOptions) {
    this.#source = source;
    this.#options = options;
    this.#processes = new ProcessWatch(source.scan, options.learner);
  }

  async begin(): Promise<void> {
    await this.#processes.begin();
    this.#devices = linksOf((await this.#source.look([HOST_LINKS]))[0]);
    this.#queue = new RoundRobin();
    this.#foreignQueue = new RoundRobin(FOREIGN);
    this.#foreign = [];
  }

  async look(): Promise<Sighting[]> {
    await this.#processes.look();
    const fresh = this.#processes.fresh();
    fresh.sort(({ process: a }, { process: b }) => a.start - b.start || a.pid - b.pid);
    const byId = new Map(fresh.map(member => [processId(member.process), member]));
    const isForeign = (id: string) => byId.get(id)?.whose === 'foreign';
    const mine = this.#queue.choose([...byId.keys()].filter(id => !isForeign(id)));
    const theirs =
      this.#looks++ % STRANGERS_EVERY > 0 ? [] : this.#foreignQueue.choose([...byId.keys()].filter(isForeign));
    const chosen = [...mine, ...theirs].flatMap(id => byId.get(id) ?? []);
    const sightings = chosen.length === 0 ? [] : await this.#snapshotOf(chosen);
    const now = new Set(sightings.map(({ id }) => id));
    const kept = this.#foreign.filter(({ id }) => isForeign(id) && !now.has(id));
    this.#foreign = [...kept, ...sightings.filter(({ whose }) => whose === 'foreign')].slice(-FOREIGN_KEPT);
    return [...sightings.filter(({ whose }) => whose !== 'foreign'), ...this.#foreign];
  }

  claim(id: string): void {
    this.#processes.claim(Number(id.split('.')[0]));
  }

  async #snapshotOf(chosen: Member[]): Promise<Sighting[]> {
    const frame = { subjects: ['candidate' as const] };
    const rows = queriesFor(frame);
    const queries = chosen.map(({ process }) => {
      const ask = (kind: 'read' | 'stat' | 'rstat' | 'bytes' | 'links' | 'program', path: string) =>
        encodeForeign(processId(process), { kind, path });
      return [
        ...rows.map(row => encodeForeign(processId(process), row)),
        ask('program', rooted('/', '/bin/sh')),
        ask('rstat', '/bin/sh'),
        ask('stat', 'exe'),
        ask('links', ''),
        ask('bytes', '0/1024/proc/1/stat'),
        ask('read', 'stat'),
      ];
    });
    const host = ['read:host:mountinfo', 'read:host:cgroup'];
    const answers = await this.#source.look([...host, ...queries.flat()]);
    const [mounts, cgroup] = answers.splice(0, host.length).map(textOf);
    const hostLines = (mounts ?? '').split('\n');
    const outside = [cgroup ?? '', ...(this.#options.outside?.() ?? [])];
    const parts = chosen.map((member, index) => ({ member, own: answers.splice(0, queries[index]?.length ?? 0) }));
    const devices = {
      before: this.#devices,
      now: await this.#hostDevices(parts.map(({ own }) => own[rows.length + LINKS])),
    };
    const drafts = parts.flatMap(({ member, own }) => {
      const found = factsFrom(frame, own.slice(0, rows.length)).candidate;
      const [shell, shellFile, exe, links, first, stat] = own.slice(rows.length);
      if (found === undefined || !lives(stat)) return [];
      const lines = linesOf(found.facts, 'mounts');
      const facts: Facts = {
        ...found.facts,
        'mounts.private': privateMounts(lines, hostLines),
        'mounts.shared': sharedMounts(lines),
        ...networkFacts(links, devices),
        'root.shell': programFact(shell, shellFile, exe),
        'root.hostMounts': hostMounts(lines, hostLines),
        'proc.own': ownProc(first, stat),
      };
      const group = readMembership(this.#options.layout, linesOf(facts, 'cgroup.path').join('\n'), outside);
      return [{ member, facts: { ...facts, ...group?.facts }, files: group?.files ?? {} }];
    });
    return this.#lookIntoMounts(drafts);
  }

  /** The host's now, asked after theirs: a device that moves meanwhile is not overlooked. Where nobody has a card nothing can have come. */
  async #hostDevices(theirs: (Answer | undefined)[]): Promise<NetworkDevice[]> {
    if (!theirs.some(answer => linksOf(answer).some(isCard))) return this.#devices;
    return linksOf((await this.#source.look([HOST_LINKS]))[0]);
  }

  /** What lies below the private mounts; and whoever has died since the first query is left out. */
  async #lookIntoMounts(drafts: { member: Member; facts: Facts; files: Sighting['files'] }[]): Promise<Sighting[]> {
    const asked = drafts.map(({ facts }) => mountsToAsk(linesOf(facts, 'mounts.private')));
    const items = drafts.flatMap(({ member }, index) => {
      const id = processId(member.process);
      return [
        ...(asked[index] ?? []).flatMap(point =>
          IN_ROOT.map(([kind, path]) => encodeForeign(id, { kind, path: rooted(point, path) })),
        ),
        encodeForeign(id, { kind: 'read', path: 'stat' }),
      ];
    });
    const answers = await this.#source.look(items);
    return drafts.flatMap(({ member: { process, whose, parent, terminal }, facts, files }, index) => {
      const points = asked[index] ?? [];
      const own = answers.splice(0, points.length * IN_ROOT.length + 1);
      if (!lives(own.at(-1))) return [];
      const withShell = points.filter((_, at) => isProgram(own[at * IN_ROOT.length]));
      const withRootDirs = points.filter(
        (point, at) =>
          withShell.includes(point) &&
          isDirectory(own[at * IN_ROOT.length + 1]) &&
          isDirectory(own[at * IN_ROOT.length + 2]),
      );
      return [
        {
          id: processId(process),
          pid: process.pid,
          name: process.comm,
          whose,
          ...(parent === null ? {} : { parent: { pid: parent.pid, name: parent.comm } }),
          terminal,
          before: {},
          facts: { ...facts, 'mounts.withShell': withShell, 'mounts.withRootDirs': withRootDirs },
          files,
        },
      ];
    });
  }
}

function lives(stat: Answer | undefined): boolean {
  return stat !== undefined && 'v' in stat && parseStat(stat.v)?.ending === false;
}

function linesOf(facts: Facts, key: string): string[] {
  const value = facts[key];
  return Array.isArray(value) ? value : [];
}

function textOf(answer: Answer): string {
  return 'v' in answer ? bytesToText(answer.v) : '';
}
