/** The one line that takes back what a command has changed on the machine itself. Pure. */
import { shellWord } from '../protocol/shell-word.ts';
import { type Difference, mountName } from './differences.ts';
import type { HostMount, Machine } from './fingerprint.ts';

/** Something of the machine itself that is not as it was. */
export interface Trouble {
  thing: 'mount' | 'cgroup' | 'device' | 'hostname';
  name: string;
  change: Difference['change'];
  /** A command line for root's shell; null where none is known. */
  undo: string | null;
}

/** Which of the differences between two looks somebody may want to take back, and how. Controllers are nobody's accident. */
export function troublesOf(differences: readonly Difference[], before: Machine, after: Machine): Trouble[] {
  const mounts = differences.filter(({ thing }) => thing === 'mount');
  // a group that is gone was empty, and whoever needs it makes it again
  const groups = differences.filter(({ thing, change }) => thing === 'cgroup' && change === 'appeared');
  return [
    ...mountTroubles(mounts, before.mounts, after.mounts),
    ...differences.flatMap((difference): Trouble[] => {
      const { thing, name, change } = difference;
      if (thing === 'device')
        return [{ thing, name, change, undo: change === 'appeared' ? `ip link del ${shellWord(name)}` : null }];
      if (thing === 'hostname')
        return [
          { thing, name: `${name} (was ${before.hostname})`, change, undo: `hostname ${shellWord(before.hostname)}` },
        ];
      return [];
    }),
    ...groupTroubles(groups.map(({ name }) => name)),
  ];
}

/** One group, also where it is a directory in each of several trees. */
function groupTroubles(paths: readonly string[]): Trouble[] {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return [...byName].map(([name, all]) => ({
    thing: 'cgroup',
    name,
    change: 'appeared',
    undo: `rmdir ${all.map(shellWord).join(' ')}`,
  }));
}

/** A mount that is only handed on in another way now has both come and gone: it has changed, and often all have at once. */
function mountTroubles(differences: readonly Difference[], before: HostMount[], after: HostMount[]): Trouble[] {
  const named = (mounts: HostMount[], change: Difference['change']) => {
    const all = new Map(mounts.map(mount => [mountName(mount), mount]));
    return differences.flatMap(d => (d.change === change ? (all.get(d.name) ?? []) : []));
  };
  const gone = named(before, 'gone');
  const changed = new Map<string, { mount: HostMount; was: string }[]>();
  const troubles = named(after, 'appeared').flatMap((mount): Trouble[] => {
    const at = gone.findIndex(old => identity(old) === identity(mount));
    const was = gone[at]?.propagation;
    if (was === undefined)
      return [{ thing: 'mount', name: mountName(mount), change: 'appeared', undo: `umount ${shellWord(mount.point)}` }];
    gone.splice(at, 1);
    const kind = `${was} → ${mount.propagation}`;
    changed.set(kind, [...(changed.get(kind) ?? []), { mount, was }]);
    return [];
  });
  return [
    ...troubles,
    ...[...changed.values()].flatMap(handedOn),
    ...gone.map(mount => ({
      thing: 'mount' as const,
      name: mountName(mount),
      change: 'gone' as const,
      undo: again(mount),
    })),
  ];
}

function handedOn(all: { mount: HostMount; was: string }[]): Trouble[] {
  const [first] = all;
  if (!first) return [];
  const { mount, was } = first;
  const more = all.length > 1 ? ` and ${all.length - 1} more` : '';
  const name = `${mount.point}${more} (${mount.propagation || 'private'}, was ${was || 'private'})`;
  const how = was.includes('shared') ? 'shared' : was === '' ? 'private' : was === 'master' ? 'slave' : was;
  const points = all.map(one => shellWord(one.mount.point)).join(' ');
  const undo =
    all.length === 1 ? `mount --make-${how} ${points}` : `for m in ${points}; do mount --make-${how} "$m"; done`;
  return [{ thing: 'mount', name, change: 'changed', undo }];
}

/** Null where only a part of a file system was mounted: from where it came is not known. */
function again({ fstype, source, root, point }: HostMount): string | null {
  return root === '/' ? `mount -t ${shellWord(fstype)} ${shellWord(source)} ${shellWord(point)}` : null;
}

function identity(mount: HostMount): string {
  return mountName({ ...mount, propagation: '' });
}

const WORDS = { mount: 'mount', cgroup: 'control group', device: 'network device', hostname: 'host name' };

/** What has happened, for a sentence. */
export function happenedText({ thing, name, change }: Trouble): string {
  if (change === 'changed') return `on this machine itself the ${WORDS[thing]} is now ${name}`;
  return `on this machine itself the ${WORDS[thing]} ${name} ${change === 'gone' ? 'is gone' : 'has appeared'}`;
}

/** The same with the way back; nobody knows who did it. */
export function troubleText(trouble: Trouble): string {
  return `${happenedText(trouble)}${trouble.undo === null ? '' : `; if that was you: ${trouble.undo}`}`;
}

/** The change was taken back, for a sentence. */
export function backText({ thing, name, change }: Trouble): string {
  if (change === 'changed') return `on this machine the ${WORDS[thing]} is as it was again`;
  return `on this machine the ${WORDS[thing]} ${name} is ${change === 'gone' ? 'back' : 'gone again'}`;
}
