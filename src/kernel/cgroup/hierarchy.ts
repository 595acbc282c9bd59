/** Logical limits and readings of one container's group, whatever hierarchies the machine has. */
import type { LookAnswer, WireRequest } from '../../protocol/wire.ts';
import type { Layout } from './layout.ts';

/** Where our groups may live. */
export interface Place {
  /** Absolute path of our own v2 group when we run in a systemd scope with Delegate=yes; else null. */
  delegated: string | null;
}

/** Logical limits. `null` takes the limit away. `memory` and `swap` in bytes, `pids` a count, `cpu` a fraction of one CPU (0.2) or a percentage ("20%"). */
export interface Limits {
  memory?: number | null;
  swap?: number | null;
  pids?: number | null;
  cpu?: number | string | null;
}

/** What this kernel has; learned after `setup` by looking at `probe()`. */
export interface Support {
  /** Swap can be limited. */
  swap: boolean;
}

/** Facts by logical key; the values are the kernel's, raw. Assignable to observe's `Facts`. */
export type CgroupFacts = Record<string, string | string[] | { error: string }>;

export interface Readings {
  facts: CgroupFacts;
  /** Real file of each key; of two files joined into one value, both, with a blank between. */
  files: Record<string, string>;
}

/** One directory of a group. */
export interface Directory {
  path: string;
  version: 1 | 2;
  /** Controllers that act here; empty on hybrid's bare v2 tree. */
  controllers: string[];
}

/** The group of one container: a directory in every hierarchy that matters. */
export interface Group {
  name: string;
  directories: Directory[];
  /** Controller (or `unified`) to directory, as the `hold` event shows it. */
  paths: Record<string, string>;
  create(subject: string): WireRequest[];
  limit(limits: Limits, support: Support): WireRequest[];
  /** One request; a write to the process list of every directory. */
  join(subject: string): WireRequest[];
  remove(): WireRequest[];
  /** Items of `look`, in the order in which `facts` wants the answers. */
  readings(): string[];
  facts(answers: readonly LookAnswer[]): Readings;
}

export interface Hierarchy {
  layout: Layout;
  /** Limits this machine cannot set, because no hierarchy carries the controller. */
  missing: ('memory' | 'pids' | 'cpu')[];
  /** Once a session, before the first group. `notes`: plain sentences for the learner. */
  setup(): { requests: WireRequest[]; notes: string[] };
  /** Items of `look` to send after `setup`; `support` reads the answers. */
  probe(): string[];
  support(answers: readonly LookAnswer[]): Support;
  plan(name: string): Group;
}

export function createHierarchy(_layout: Layout, _place: Place): Hierarchy {
  throw new Error('being written');
}
