/** A part of the v2 tree that was handed over to us: cgroups(7), "Cgroups delegation". */
import { accessSync, constants, existsSync } from 'node:fs';
import { type Layout, type LayoutReader, unifiedGroup } from './layout.ts';

export interface Delegated {
  /** Absolute path of the group. */
  path: string;
  /** Controllers that it may hand down to its children. */
  controllers: string[];
  /** The process that started the helper is in it too, and must leave it before controllers can be enabled. */
  shared: boolean;
}

/** Files that whoever has a group must be able to write. */
const HANDED_OVER = ['', '/cgroup.procs', '/cgroup.subtree_control'];

/** The scope that systemd has made for the helper alone; null when `/proc/PID/cgroup` names none. */
export function delegatedScope(read: LayoutReader, layout: Layout, procCgroup: string): Delegated | null {
  const path = unifiedGroup(layout, procCgroup);
  return path?.endsWith('.scope') ? { path, controllers: controllersOf(read, path), shared: false } : null;
}

/**
 * The group that we are in anyway, when this user may make groups in it: a delegated one, or the top of a container's cgroup namespace.
 * Never the top of the machine: that is everybody's.
 */
export function ownGroup(read: LayoutReader, layout: Layout, procCgroup: string, may = mayWrite): Delegated | null {
  const path = unifiedGroup(layout, procCgroup);
  if (path === null || !HANDED_OVER.every(file => may(path + file))) return null;
  // only a group that has a parent, seen or not, has a type
  return existsSync(`${path}/cgroup.type`) ? { path, controllers: controllersOf(read, path), shared: true } : null;
}

function controllersOf(read: LayoutReader, path: string): string[] {
  try {
    return read.readFile(`${path}/cgroup.controllers`).split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
