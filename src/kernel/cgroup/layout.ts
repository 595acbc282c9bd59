/** Which cgroup hierarchies this machine offers: v1, v2, or both side by side (hybrid). cgroups(7). */
import { coversOf, type Mount, parseMountinfo } from '../mountinfo.ts';
import { parseProcCgroup } from '../proc-cgroup.ts';

export type LayoutKind = 'v2' | 'hybrid' | 'v1' | 'none';

/** Where one controller lives. */
interface ControllerPlace {
  version: 1 | 2;
  /** Mount point of the hierarchy that carries it. */
  mount: string;
}

export interface Layout {
  kind: LayoutKind;
  /** By controller name: `memory`, `pids`, `cpu`, `cpuacct`, `freezer` … */
  controllers: Record<string, ControllerPlace>;
  /** Mount point of the v2 tree; on hybrid too, where it may carry no controller. */
  unified: string | null;
  /** Controllers already enabled for the children of the v2 tree's top group. */
  enabled: string[];
  /** Mount points (of those named above) that are read-only. */
  readOnly: string[];
  /** Trees that are mounted, and cannot be seen, and what is mounted over them; absent when there are none. */
  covered?: { mounts: string[]; by: { point: string; fstype: string } };
}

/** How `detect` looks at the machine; a test gives a tree of files instead. */
export interface LayoutReader {
  /** Throws when the file cannot be read. */
  readFile(path: string): string;
  /** The `f_type` of statfs(2) at a path; throws when there is none. */
  statfsType(path: string): number;
}

const MAGIC: Record<string, number> = { cgroup: 0x27e0eb, cgroup2: 0x63677270 };

/** v1 names its controllers among the mount options. */
const V1_CONTROLLERS = new Set(
  'cpu cpuacct cpuset memory devices freezer net_cls net_prio blkio perf_event hugetlb pids rdma misc'.split(' '),
);

export function detect(read: LayoutReader): Layout {
  const all = parseMountinfo(readOr(read, '/proc/self/mountinfo'));
  const mounts = visibleMounts(read, all);
  const covered = coverOf(all, mounts);
  const controllers: Layout['controllers'] = {};
  const unified = mounts.find(mount => mount.fstype === 'cgroup2')?.point ?? null;
  if (unified !== null) {
    for (const name of words(read, `${unified}/cgroup.controllers`)) controllers[name] = { version: 2, mount: unified };
  }
  let v1 = false;
  for (const mount of mounts) {
    if (mount.fstype !== 'cgroup') continue;
    for (const name of mount.superOptions.filter(option => V1_CONTROLLERS.has(option))) {
      v1 = true;
      if (controllers[name]?.version !== 1) controllers[name] = { version: 1, mount: mount.point };
    }
  }
  const used = new Set(Object.values(controllers).map(place => place.mount));
  if (unified !== null) used.add(unified);
  return {
    kind: unified === null ? (v1 ? 'v1' : 'none') : v1 ? 'hybrid' : 'v2',
    controllers,
    unified,
    enabled: unified === null ? [] : words(read, `${unified}/cgroup.subtree_control`),
    readOnly: mounts.filter(mount => used.has(mount.point) && isReadOnly(mount)).map(mount => mount.point),
    ...(covered === null ? {} : { covered }),
  };
}

/** mountinfo still lists a mount over which another was mounted: only statfs tells what is really seen there. */
function visibleMounts(read: LayoutReader, all: readonly Mount[]): Mount[] {
  const topmost = new Map<string, Mount>();
  for (const mount of all) topmost.set(mount.point, mount);
  return [...topmost.values()].filter(mount => {
    const magic = MAGIC[mount.fstype];
    if (magic === undefined) return false;
    try {
      return read.statfsType(mount.point) === magic;
    } catch {
      return false;
    }
  });
}

/** Trees at places where no tree is seen now. */
function coverOf(all: readonly Mount[], visible: readonly Mount[]): NonNullable<Layout['covered']> | null {
  const seen = new Set(visible.map(({ point }) => point));
  const hidden = all.filter(mount => MAGIC[mount.fstype] !== undefined && !seen.has(mount.point));
  const by = hidden.flatMap(mount => coversOf(all, mount)).at(-1);
  if (by === undefined) return null;
  return { mounts: [...new Set(hidden.map(({ point }) => point))], by: { point: by.point, fstype: by.fstype } };
}

function isReadOnly(mount: Mount): boolean {
  return mount.options.includes('ro') || mount.superOptions.includes('ro');
}

function readOr(read: LayoutReader, path: string): string {
  try {
    return read.readFile(path);
  } catch {
    return '';
  }
}

function words(read: LayoutReader, path: string): string[] {
  return readOr(read, path)
    .split(/\s+/)
    .filter(word => word !== '');
}

/** Directory of the v2 group that a process is in, from its /proc/PID/cgroup; null without a v2 tree or when it lies outside our view. */
export function unifiedGroup(layout: Layout, procCgroup: string): string | null {
  const entry = parseProcCgroup(procCgroup).find(membership => membership.hierarchy === 0);
  if (entry === undefined || entry.deleted || layout.unified === null) return null;
  if (entry.path.split('/').includes('..')) return null;
  return entry.path === '/' ? layout.unified : layout.unified + entry.path;
}
