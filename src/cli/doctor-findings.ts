/** What doctor has found on this machine, and what it says about it. */
import type { Layout } from '../kernel/cgroup/index.ts';
import type { Enclosure } from '../kernel/enclosure.ts';
import type { ProcObstacle } from '../kernel/proc-mount.ts';
import type { GroupTrial } from '../session/engine/rehearsal.ts';
import type { Exposure } from '../stage/exposed.ts';

/** What the helper's `probe` mode prints: every right tried in a throw-away child. */
export interface Probe {
  kernel: string;
  arch: string;
  uid: number;
  can: Record<string, true | { call: string; errno: string }>;
  facts: Record<string, string | null>;
}

export interface Findings {
  platform: string;
  node: string;
  uid: number;
  /** `asks`: sudo is there but wants a password. `none`: there is no sudo, or it is not to be used. */
  sudo: 'root' | 'free' | 'asks' | 'none';
  /** Why nothing can be read of /proc: then nothing else was tried. */
  proc: ProcObstacle | null;
  enclosure: Enclosure;
  /** Where others may exchange what runs as root; null or absent: nowhere. */
  exposed?: Exposure | null;
  probe: Probe | null;
  /** Why there is no probe. */
  probeError: string | null;
  cgroup: Layout | null;
  /** What came of making a group; null when it was not tried. */
  group: GroupTrial | null;
  terminal: { tty: boolean; columns: number; rows: number; term: string };
}

export interface Check {
  id: string;
  state: 'ok' | 'warn' | 'no';
  /** What was found, as the machine told it. */
  found: string;
  meaning: string;
  todo?: string;
}

/** No root's rights over the machine: the session begins with a user namespace. */
export function rootless({ sudo }: Findings): boolean {
  return sudo === 'none';
}
