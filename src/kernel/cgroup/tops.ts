/** The upper end of every mounted hierarchy: where groups of ours, or a controller that we enabled, would be seen by others. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Mount } from '../mountinfo.ts';
import { PARENT } from './hierarchy.ts';

export interface Tops {
  /** Directories: the first level of each hierarchy, and what is in our own parent group. */
  groups: string[];
  /** `<mount point> +<controller>` for what the top of the v2 tree hands to its children. */
  controllers: string[];
}

/** `mounts`: of the host. What cannot be read is left out. */
export function readTops(mounts: readonly Mount[]): Tops {
  const tops = new Map(mounts.filter(m => m.fstype === 'cgroup' || m.fstype === 'cgroup2').map(m => [m.point, m]));
  const groups = [...tops.keys()].flatMap(top => {
    const first = directories(top);
    return first.includes(`${top}/${PARENT}`) ? [...first, ...directories(`${top}/${PARENT}`)] : first;
  });
  const controllers = [...tops.values()]
    .filter(mount => mount.fstype === 'cgroup2')
    .flatMap(({ point }) => words(`${point}/cgroup.subtree_control`).map(name => `${point} +${name}`));
  return { groups, controllers };
}

/** What a write(2), its arguments as strace prints them, has enabled for the children of a group: as in `controllers` above. */
export function controllersWritten(args: string): string[] {
  const match = /^\d+<(.*)\/cgroup\.subtree_control>, "([^"]*)"/.exec(args);
  return match === null ? [] : (match[2] as string).split(' ').map(name => `${match[1]} ${name}`);
}

/** Is this the parent that all sessions share? */
export function isParentOfOurs(path: string): boolean {
  return path.endsWith(`/${PARENT}`);
}

function directories(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap(entry =>
      entry.isDirectory() ? [`${path}/${entry.name}`] : [],
    );
  } catch {
    return [];
  }
}

function words(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
}
