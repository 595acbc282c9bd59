/** The names of what is observed. Keys are stable: lessons, JSON and recordings use them. */

/**
 * `host` is the helper's own view; `stage` becomes `app` at execve; `aside` is a throw-away stage; `candidate` is what may solve
 * a challenge: a process or a cgroup that the learner made.
 */
export type SubjectName = 'host' | 'stage' | 'app' | 'aside' | 'candidate';

/** e.g. `ns.uts`, `link.root`, `status.NSpid`, `cgroup.memory.max`. */
export type FactKey = string;

/** What the kernel returned: text, a list of lines or names, or its refusal. `null`: not looked at (does not apply). */
export type FactValue = string | string[] | { error: string } | null;

export type Facts = Record<FactKey, FactValue>;

export function isError(v: FactValue | undefined): v is { error: string } {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}
