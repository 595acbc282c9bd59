/** Finds the cgroups of a learner by their name, wherever. */
import {
  cpuFraction,
  type ForeignGroup,
  GroupFinder,
  type Layout,
  membersOf,
  readGroup,
  TreeCounting,
} from '../kernel/cgroup/index.ts';
import { descendsFrom, processFile, processIds, processStat } from '../kernel/processes.ts';
import type { Facts } from '../words/fact-value.ts';
import type { Learner, Ownership } from './ownership.ts';
import { ProcessWatch, type ScanSource } from './process-watch.ts';
import type { Seeker, Sighting } from './seeker.ts';

/** Which groups are looked for, and which are none. */
interface GroupSeekerOptions {
  /** What the group is called; systemd's endings are allowed behind it. */
  name: string;
  /** No group was called so before this session: root, or the learner, who makes one follows the task of this learner. */
  unique?: boolean;
  layout: Layout;
  /** PID of the monitor: processes below it were put where they are by the workshop itself. */
  monitor: number;
  /** Directories (absolute) of the session's own groups: nothing in there is the learner's. */
  own?: () => readonly string[];
  /** Another learner than the user who started this program: for tests. */
  learner?: Partial<Learner>;
}

/** Groups of one name; `scan`: the op, which tells whose processes are in them. */
export function createGroupSeeker(scan: ScanSource, options: GroupSeekerOptions): Seeker {
  return new GroupSeeker(scan, options);
}

/**
 * A group has no parent and no terminal. It is the learner's when its name is this learner's own and it is root's or the learner's (in
 * a part of the tree that was handed to them others make what they like), or when a process of the learner's is or was in it: who puts a process of theirs into a group works with it, whoever made the directory.
 */
class GroupSeeker implements Seeker {
  readonly #options: GroupSeekerOptions;
  readonly #processes: ProcessWatch;
  readonly #finder: GroupFinder;
  #before = new Map<string, Facts>();
  /** Every process that was there at the beginning: PID and start time. */
  #old = new Set<string>();
  readonly #whose = new Map<string, Ownership>();
  readonly #counting = new Map<string, TreeCounting>();

  constructor(scan: ScanSource, options: GroupSeekerOptions) {
    this.#options = options;
    this.#processes = new ProcessWatch(scan, options.learner);
    this.#finder = new GroupFinder(options.layout, options.name, options.own);
  }

  async begin(): Promise<void> {
    this.#whose.clear();
    this.#counting.clear();
    await this.#processes.begin();
    this.#old = new Set(processIds().flatMap(pid => nameOf(pid) ?? []));
    this.#before = new Map(this.#finder.all().map(group => [idOf(group), this.#snapshotOf(group).facts]));
  }

  async look(): Promise<Sighting[]> {
    await this.#processes.look();
    const sightings: Sighting[] = [];
    for (const group of this.#finder.look(this.#processes.own().map(pid => processFile(pid, 'cgroup')))) {
      const id = idOf(group);
      const { facts, files } = this.#snapshotOf(group);
      // removed while it was read
      if (facts['cgroup.procs'] === undefined) continue;
      const whose = await this.#whoseIs(id, group);
      // of a foreign's what has not changed is nothing to be asked about
      if (whose === 'foreign' && this.#before.has(id)) continue;
      sightings.push({ id, name: group.path, whose, before: this.#before.get(id) ?? {}, facts, files });
    }
    return sightings;
  }

  claim(id: string): void {
    this.#whose.set(id, 'claimed');
  }

  async #whoseIs(id: string, { directories }: ForeignGroup): Promise<Ownership> {
    if (this.#options.unique && directories.every(({ owner }) => owner === 0 || this.#processes.isLearner(owner)))
      return 'own';
    const known = this.#whose.get(id) ?? 'foreign';
    if (known === 'own') return known;
    const members = await this.#processes.whoseAre(membersOf(directories).flat().map(Number));
    const found = (['own', 'claimed'] as const).find(whose => [...members.values()].includes(whose)) ?? known;
    this.#whose.set(id, found);
    return found;
  }

  #snapshotOf(group: ForeignGroup): Pick<Sighting, 'facts' | 'files'> {
    const { directories } = group;
    const { facts, files } = readGroup(directories);
    const fraction = cpuFraction(facts);
    const counting = this.#counting.get(idOf(group)) ?? new TreeCounting();
    this.#counting.set(idOf(group), counting);
    const { oomKills, forksRefused } = counting.count(directories);
    return {
      facts: {
        ...facts,
        'cgroup.directories': directories.map(({ path }) => path),
        'cgroup.inherited': [...new Set(membersOf(directories).flatMap(pids => this.#inherited(pids)))],
        ...(fraction === null ? {} : { 'cgroup.cpu.fraction': fraction }),
        ...(oomKills === null ? {} : { 'cgroup.oomKills': oomKills }),
        ...(forksRefused === null ? {} : { 'cgroup.forksRefused': forksRefused }),
      },
      files,
    };
  }

  /** Children who were born there: nobody wrote their PID. */
  #inherited(pids: string[]): string[] {
    const members = new Set(pids.map(Number));
    return [...members].flatMap(pid => {
      const stat = processStat(pid);
      if (stat === null || !members.has(stat.parent) || this.#old.has(`${pid}.${stat.started}`)) return [];
      return descendsFrom(pid, this.#options.monitor) ? [] : [`${pid} of ${stat.parent}`];
    });
  }
}

/** A group that was removed and made again is another one: its inodes are new. */
function idOf({ directories }: ForeignGroup): string {
  return directories.map(({ path, inode }) => `${path} ${inode}`).join(' ');
}

function nameOf(pid: number): string | null {
  const stat = processStat(pid);
  return stat === null ? null : `${pid}.${stat.started}`;
}
