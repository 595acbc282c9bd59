/** The names of what is observed. Keys are stable: lessons, JSON and recordings use them. */

/** A subject that is observed; the names are those of words/cast.ts. */
export type SubjectName = string;

/** e.g. `ns.uts`, `link.root`, `status.NSpid`, `cgroup.memory.max`. */
export type FactKey = string;

/** What the kernel returned: text, a list of lines or names, or its refusal. `null`: not looked at (does not apply). */
export type FactValue = string | string[] | { error: string } | null;

export type Facts = Record<FactKey, FactValue>;

export function isError(v: FactValue | undefined): v is { error: string } {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}
