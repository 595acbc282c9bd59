/** What doctor has found on this machine, and what it says about it. */

import type { Exposure } from '../../helper/exposed.ts';
import type { SudoState } from '../../helper/sudo.ts';
import type { Layout } from '../../kernel/cgroup/index.ts';
import type { Enclosure } from '../../kernel/enclosure.ts';
import type { Exhausted } from '../../kernel/limit-reader.ts';
import type { ProcObstacle } from '../../kernel/proc-mount.ts';
import type { Rehearsal } from '../../session/engine/rehearsal.ts';

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
  sudo: SudoState;
  /** Its own words, where it did not run the helper. */
  sudoSaid: string | null;
  /** The user's own of SUDO_GROUPS. */
  sudoGroups: string[];
  /** Why nothing can be read of /proc: then nothing else was tried. */
  proc: ProcObstacle | null;
  enclosure: Enclosure;
  /** Where others may exchange what runs as root; null or absent: nowhere. */
  exposed?: Exposure | null;
  probe: Probe | null;
  /** Why there is no probe. */
  probeError: string | null;
  cgroup: Layout | null;
  /** Counts of this machine that are used up, by the trial of the probe that met them. */
  exhausted: Record<string, Exhausted>;
  /** What came of a session; null when it was not tried. */
  session: Rehearsal | null;
  terminal: {
    tty: boolean;
    columns: number;
    rows: number;
    term: string;
    /** tmux says of itself that it does not show UTF-8. */
    multiplexerWithoutUtf8: boolean;
  };
}

export interface Check {
  id: string;
  /** `untried`: nothing can be said of it, because it was not tried. */
  state: 'ok' | 'warn' | 'no' | 'untried';
  /** What was found, as the machine told it. */
  found: string;
  meaning: string;
  todo?: string;
}

/** No root's rights over the machine: the session begins with a user namespace. */
export function rootless({ sudo }: Pick<Findings, 'sudo'>): boolean {
  return sudo === 'none' || sudo === 'refuses';
}

/** What needs root was not tried: sudo asks first. */
export function unasked({ sudo }: Pick<Findings, 'sudo'>): boolean {
  return sudo === 'asks';
}

/** Those who may use sudo on most distributions. */
export const SUDO_GROUPS = ['sudo', 'wheel', 'admin'];

/** How to have it tried. */
export const TRY_SUDO = 'sudo -v, then container-lab doctor again: then it is tried';
