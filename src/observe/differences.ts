/** Two looks at the machine's own side, compared. Pure. */
import type { HostMount, Machine } from './fingerprint.ts';

/** One thing that is not as it was. */
export interface Difference {
  thing: 'mount' | 'cgroup' | 'controller' | 'device' | 'hostname' | 'process' | 'file';
  /** A path, a name, or what is needed to find it. */
  name: string;
  change: 'appeared' | 'gone' | 'changed';
}

/** What has come, what has gone, and which name the machine has now. */
export function machineDifferences(before: Machine, after: Machine): Difference[] {
  const compare = (thing: Difference['thing'], old: string[], now: string[]) => differences(thing, [old, now]);
  return [
    ...compare('mount', before.mounts.map(mountName), after.mounts.map(mountName)),
    ...compare('cgroup', before.cgroups, after.cgroups),
    ...compare('controller', before.controllers, after.controllers),
    ...compare('device', before.devices, after.devices),
    ...(before.hostname === after.hostname
      ? []
      : [{ thing: 'hostname' as const, name: after.hostname, change: 'changed' as const }]),
  ];
}

/** Of one kind of thing, by name. */
export function differences(thing: Difference['thing'], [old, now]: [string[], string[]]): Difference[] {
  return [
    ...without(now, old).map(name => ({ thing, name, change: 'appeared' as const })),
    ...without(old, now).map(name => ({ thing, name, change: 'gone' as const })),
  ];
}

/** `/mnt (tmpfs mine)`: what a mount is told as; two mounts that differ have different names. */
export function mountName({ point, fstype, source, root, propagation }: HostMount): string {
  const of = root === '/' ? '' : `, directory ${root}`;
  return `${point} (${fstype} ${source}${of}${propagation === '' ? '' : `, ${propagation}`})`;
}

/** `mount proc on /x appeared`: for a sentence. */
export function differenceText({ thing, name, change }: Difference): string {
  return change === 'changed'
    ? `${thing} is now ${name}`
    : `${thing} ${name} ${change === 'gone' ? 'is gone' : change}`;
}

/** Multiset difference: as many of each as `list` has more of than `less`. */
function without(list: string[], less: string[]): string[] {
  const count = new Map<string, number>();
  for (const item of less) count.set(item, (count.get(item) ?? 0) + 1);
  return list.filter(item => {
    const left = count.get(item) ?? 0;
    count.set(item, left - 1);
    return left <= 0;
  });
}
