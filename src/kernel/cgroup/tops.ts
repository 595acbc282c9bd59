/** The upper end of every mounted hierarchy: where groups of ours, or a controller that we enabled, would be seen by others. */
import { hold, listHeld, readHeld, statHeld } from '../held.ts';
import type { Mount } from '../mountinfo.ts';
import { PARENT } from './hierarchy.ts';

interface Tops {
  /** Directories: the first level of each hierarchy, and what is in our own parent group. */
  groups: string[];
  /** `<mount point> +<controller>` for what the top of the v2 tree hands to its children. */
  controllers: string[];
}

/** `mounts`: of the host. What cannot be read is left out. */
export function readTops(mounts: readonly Mount[]): Tops {
  const tops = topsOf(mounts);
  const groups = [...tops.keys()].flatMap(top => {
    const first = directories(top);
    return first.includes(`${top}/${PARENT}`) ? [...first, ...directories(`${top}/${PARENT}`)] : first;
  });
  const controllers = [...tops.values()]
    .filter(mount => mount.fstype === 'cgroup2')
    .flatMap(({ point }) => words(`${point}/cgroup.subtree_control`).map(name => `${point} +${name}`));
  return { groups, controllers };
}

/** See and remove groups there from now on, whatever is mounted over the trees. */
export function holdTops(mounts: readonly Mount[]): void {
  for (const point of topsOf(mounts).keys()) hold(point);
}

/** The same text as long as no group has come or gone at the top of any of these trees: the kernel counts them as links. */
export function topsMark(points: readonly string[]): string {
  return points.map(point => `${point} ${tryTo(() => statHeld(point)?.nlink) ?? ''}`).join('\n');
}

function topsOf(mounts: readonly Mount[]): Map<string, Mount> {
  return new Map(mounts.filter(m => m.fstype === 'cgroup' || m.fstype === 'cgroup2').map(m => [m.point, m]));
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
  const entries = tryTo(() => listHeld(path)) ?? [];
  return entries.flatMap(({ name, isDirectory }) => (isDirectory ? [`${path}/${name}`] : []));
}

function words(path: string): string[] {
  const text = tryTo(() => readHeld(path).toString('utf8')) ?? '';
  return text.split(/\s+/).filter(Boolean);
}

function tryTo<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
