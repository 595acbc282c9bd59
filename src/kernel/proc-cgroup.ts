/** /proc/PID/cgroup, cgroups(7). */

/** Where the process is in one hierarchy. */
interface CgroupMembership {
  /** 0 for the v2 tree. */
  hierarchy: number;
  /** v1 controllers; empty for v2 and for a named hierarchy. */
  controllers: string[];
  /** Of a hierarchy without controllers: `systemd` in `name=systemd`. */
  name: string | null;
  /** Seen from the reader's cgroup namespace. */
  path: string;
  /** The group has been removed, the process is still in it. */
  deleted: boolean;
}

/** Lines of another form are left out. */
export function parseProcCgroup(text: string): CgroupMembership[] {
  return text.split('\n').flatMap(line => {
    const match = /^(\d+):([^:]*):(\/.*?)( \(deleted\))?$/.exec(line);
    if (match === null) return [];
    const words = (match[2] as string).split(',').filter(word => word !== '');
    const named = words.find(word => word.startsWith('name='));
    return [
      {
        hierarchy: Number(match[1]),
        controllers: words.filter(word => !word.startsWith('name=')),
        name: named === undefined ? null : named.slice('name='.length),
        path: match[3] as string,
        deleted: match[4] !== undefined,
      },
    ];
  });
}
