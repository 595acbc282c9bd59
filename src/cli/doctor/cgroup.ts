/** Whether steps 4 and 5 can make and limit a group: tried, where it may be. */
import type { Layout } from '../../kernel/cgroup/index.ts';
import { type Check, type Findings, unasked } from './findings.ts';

const LIMITED = ['memory', 'pids', 'cpu'];

interface Obstacle {
  kind: 'none' | 'covered' | 'read-only' | 'missing';
  meaning: string;
  todo: string;
}

/** Why no group can be made here, or why not every limit can be set; null when all is there. */
export function cgroupObstacle(cgroup: Layout | null): Obstacle | null {
  const missing = LIMITED.filter(name => !cgroup?.controllers[name]);
  if (cgroup?.covered && missing.length > 0) return covered(cgroup.covered);
  if (!cgroup || cgroup.kind === 'none')
    return {
      kind: 'none',
      meaning: 'no cgroup filesystem is mounted, so steps 4 and 5 cannot make a group',
      todo: 'as root: mount -t cgroup2 none /sys/fs/cgroup',
    };
  const readOnly = LIMITED.flatMap(name => cgroup.controllers[name]?.mount ?? []).find(mount =>
    cgroup.readOnly.includes(mount),
  );
  if (readOnly !== undefined)
    return {
      kind: 'read-only',
      meaning: `${readOnly} is read-only, so steps 4 and 5 cannot make a group`,
      todo: 'run on the machine itself, not in a container that shows its cgroups read-only',
    };
  if (missing.length === 0) return null;
  return {
    kind: 'missing',
    meaning: `step 5 sets a limit of each kind, and ${missing.join(' and ')} cannot be limited here`,
    todo: 'boot with the controllers enabled (cgroup_disable must not name them)',
  };
}

/** Another mount would only cover more. */
function covered({ mounts, by }: NonNullable<Layout['covered']>): Obstacle {
  const trees = mounts.length === 1 ? `the cgroup tree on ${mounts[0]}` : `${mounts.length} cgroup trees`;
  return {
    kind: 'covered',
    meaning: `${by.fstype} on ${by.point} is mounted over ${trees}, so steps 4 and 5 cannot make a group`,
    todo: `as root: umount ${by.point}`,
  };
}

/** Doctor's line about cgroups. */
export function cgroups(findings: Findings): Check {
  const { cgroup, session } = findings;
  const id = 'cgroup';
  const places = LIMITED.map(name => {
    const place = cgroup?.controllers[name];
    return place ? `${name} on v${place.version} (${place.mount})` : `no ${name}`;
  });
  const found = !cgroup || cgroup.kind === 'none' ? 'none' : `${cgroup.kind}: ${places.join(', ')}`;
  const obstacle = cgroupObstacle(cgroup);
  if (obstacle) return { id, state: 'no', found, meaning: obstacle.meaning, todo: obstacle.todo };
  const group = session?.group ?? null;
  if (group === null)
    return {
      id,
      state: 'untried',
      found: `${found}; no group was tried`,
      meaning: unasked(findings)
        ? 'whether steps 4 and 5 can make a group there is not known'
        : 'no session began, so that none could be made: see the line session',
    };
  if (group.refused)
    return {
      id,
      state: 'no',
      found: `${found}; ${group.refused.message}`,
      meaning: `steps 4 and 5 will show how the kernel refuses: ${group.refused.why}`,
      todo: group.refused.todo,
    };
  const where = `a group was made, limited, joined and removed: ${group.where ?? 'nowhere'}`;
  if (group.missing.length > 0)
    return {
      id,
      state: 'warn',
      found: `${where}; not handed down: ${group.missing.join(', ')}`,
      meaning: 'step 5 will show how the kernel refuses these limits; the others hold',
      todo: 'ask for them: systemctl edit user@.service, with [Service] and Delegate=cpu memory pids',
    };
  const meaning = group.delegated
    ? 'our groups live in a part of the tree that is handed over to us'
    : 'our groups live below a group named container-lab';
  return { id, state: 'ok', found: `${found}; ${where}`, meaning };
}
