/** The names of what is observed. Keys are stable: lessons, JSON and recordings use them. */

/** `host` is the helper's own view; `stage` becomes `app` at execve; `aside` is a throw-away stage. */
export type SubjectName = 'host' | 'stage' | 'app' | 'aside';

/** e.g. `ns.uts`, `link.root`, `status.NSpid`, `cgroup.memory.max`. */
export type FactKey = string;

/** What the kernel returned: text, a list of lines or names, or its refusal. `null`: not looked at (does not apply). */
export type FactValue = string | string[] | { error: string } | null;

export type Facts = Record<FactKey, FactValue>;

export const NAMESPACE_LINKS = [
  'mnt',
  'uts',
  'ipc',
  'net',
  'pid',
  'user',
  'cgroup',
  'time',
  'pid_for_children',
  'time_for_children',
] as const;

export function isError(v: FactValue | undefined): v is { error: string } {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}
