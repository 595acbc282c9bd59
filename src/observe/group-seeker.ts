/** Finds the cgroups of a learner by their name, whoever made them and wherever. */
import {
  cpuFraction,
  type ForeignGroup,
  findGroups,
  type Layout,
  membersOf,
  readGroup,
} from '../kernel/cgroup/index.ts';
import { descendsFrom, loginOf, processIds, processStat } from '../kernel/processes.ts';
import type { Facts } from './facts.ts';
import { isAnothers } from './logins.ts';
import type { Seeker, Sighting } from './seeker.ts';

export interface GroupSeekerOptions {
  /** What the group is called; systemd's endings are allowed behind it. */
  name: string;
  layout: Layout;
  /** PID of the monitor: processes below it were put where they are by the workshop itself. */
  monitor: number;
  /** Directories (absolute) of the session's own groups: nothing in there is the learner's. */
  own?: () => readonly string[];
  /** UID of the learner's login; our own when left out. */
  login?: number | null;
}

export function createGroupSeeker(options: GroupSeekerOptions): Seeker {
  return new GroupSeeker(options);
}

class GroupSeeker implements Seeker {
  readonly #options: GroupSeekerOptions;
  #before = new Map<string, Facts>();
  /** Every process that was there at the beginning: PID and start time. */
  #old = new Set<string>();
  /** Groups in which only processes of other people were seen. */
  readonly #anothers = new Set<string>();
  readonly #login: number | null;

  constructor(options: GroupSeekerOptions) {
    this.#options = options;
    this.#login = options.login === undefined ? loginOf('self') : options.login;
  }

  async begin(): Promise<void> {
    this.#old = new Set(processIds().flatMap(pid => nameOf(pid) ?? []));
    this.#before = new Map(this.#find().map(group => [idOf(group), this.#photograph(group).facts]));
  }

  async look(): Promise<Sighting[]> {
    return this.#find().flatMap(group => {
      const id = idOf(group);
      const { facts, files } = this.#photograph(group);
      // removed while it was read
      if (facts['cgroup.procs'] === undefined || this.#isAnothers(id, group)) return [];
      return [{ id, name: group.path, before: this.#before.get(id) ?? {}, facts, files }];
    });
  }

  /** Once it has been somebody else's it stays so, empty as well, until the learner is in it. */
  #isAnothers(id: string, { directories }: ForeignGroup): boolean {
    const members = membersOf(directories).flat().map(Number);
    if (members.some(pid => !isAnothers(pid, this.#login))) this.#anothers.delete(id);
    else if (members.length > 0) this.#anothers.add(id);
    return this.#anothers.has(id);
  }

  #find(): ForeignGroup[] {
    return findGroups(this.#options.layout, this.#options.name, this.#options.own?.());
  }

  #photograph({ directories }: ForeignGroup): Pick<Sighting, 'facts' | 'files'> {
    const { facts, files } = readGroup(directories);
    const fraction = cpuFraction(facts);
    return {
      facts: {
        ...facts,
        'cgroup.directories': directories.map(({ path }) => path),
        'cgroup.inherited': [...new Set(membersOf(directories).flatMap(pids => this.#inherited(pids)))],
        ...(fraction === null ? {} : { 'cgroup.cpu.fraction': fraction }),
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
