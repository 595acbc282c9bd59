/** Which cgroup hierarchies this machine offers: v1, v2, or both side by side (hybrid). cgroups(7). */
import { type Mount, parseMountinfo } from '../mountinfo.ts';

export type LayoutKind = 'v2' | 'hybrid' | 'v1' | 'none';

/** Where one controller lives. */
export interface ControllerPlace {
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
}

/** How `detect` looks at the machine; a test gives a tree of files instead. */
export interface LayoutReader {
  /** Throws when the file cannot be read. */
  readFile(path: string): string;
  /** The `f_type` of statfs(2) at a path; throws when there is none. */
  statfsType(path: string): number;
}

export function detect(_read: LayoutReader): Layout {
  void (parseMountinfo satisfies (t: string) => Mount[]);
  throw new Error('being written');
}
