/** Limits on the number of groups, and on the tasks in them: cgroups(7), cgroup-v2.rst. */
import { type Exhausted, type LimitReader, numberIn } from '../limit-reader.ts';
import { parseMountinfo } from '../mountinfo.ts';
import { parseProcCgroup } from '../proc-cgroup.ts';

/** Which group above `path`, a group of v2 that could not be made, may have no more below it. */
export function descendantLimit(path: string, { read }: LimitReader): Exhausted | null {
  for (let depth = 1, group = parentOf(path); group !== ''; depth++, group = parentOf(group)) {
    const most = numberIn(read(`${group}/cgroup.max.descendants`));
    const held = numberIn(/^nr_descendants (\d+)/m.exec(read(`${group}/cgroup.stat`) ?? '')?.[1] ?? null);
    if (most !== null && held !== null && held >= most)
      return {
        found: `${group} may have ${most} groups below it (cgroup.max.descendants), and has ${held}`,
        todo: `as root: echo max >${group}/cgroup.max.descendants`,
      };
    const deepest = numberIn(read(`${group}/cgroup.max.depth`));
    if (deepest !== null && depth > deepest)
      return {
        found: `groups below ${group} may be ${deepest} deep (cgroup.max.depth), and this one would be ${depth}`,
        todo: `as root: echo max >${group}/cgroup.max.depth`,
      };
  }
  return null;
}

/** Which group that we are in, or one above it, may have no more tasks. */
export function memberLimit({ read }: LimitReader): Exhausted | null {
  const mounts = parseMountinfo(read('/proc/self/mountinfo') ?? '');
  const memberships = parseProcCgroup(read('/proc/self/cgroup') ?? '');
  for (const { hierarchy, controllers, path } of memberships) {
    const tree = mounts.findLast(({ fstype, superOptions }) =>
      hierarchy === 0
        ? fstype === 'cgroup2'
        : fstype === 'cgroup' && controllers.includes('pids') && superOptions.includes('pids'),
    );
    for (let group = path.replace(/\/+$/, ''); tree && group !== ''; group = parentOf(group)) {
      const at = `${tree.point}${group}`;
      const most = numberIn(read(`${at}/pids.max`));
      const held = numberIn(read(`${at}/pids.current`));
      if (most !== null && held !== null && held >= most)
        return {
          found: `${at} may have ${most} tasks (pids.max), and has ${held}`,
          todo: `as root: echo max >${at}/pids.max`,
        };
    }
  }
  return null;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
