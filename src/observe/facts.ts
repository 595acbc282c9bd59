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

/*
 * Fact keys of a subject (values are what the kernel returned, trimmed of the final newline):
 *
 * ns.<link>              readlink of /proc/P/ns/<link>: "uts:[4026531838]"
 * link.root link.cwd link.exe   readlink of /proc/P/{root,cwd,exe}
 * rootId                 "major:minor/inode" of /proc/P/root, followed
 * mounts                 lines of /proc/P/mountinfo (may be none)
 * status.<Field>         Name PPid NSpid CapEff CapBnd NoNewPrivs Seccomp, single tabs turned into blanks
 * uid_map gid_map        lines, inner blanks collapsed
 * hostname               of the subject's UTS namespace
 * net.devices            interface names of /proc/P/net/dev, in the kernel's order
 * cgroup.path            lines of /proc/P/cgroup
 * rootfs.id rootfs.entries   what the subject's own root shows at the mount point of the rootfs (session's `rootfs` path)
 * layers.entries         the same for the tmpfs that holds the layers
 * root.entries           names in the subject's /
 *
 * exit.code exit.signal exit.oomKill   only in the last photograph of a subject whose program has ended (waitpid(2)): its status
 *                        or the signal's name, the other is null; and the OOM kills in its group since it joined
 *
 * and, on the subject whose container has a cgroup (stage, then app; aside for its own): the logical
 * cgroup keys of kernel/cgroup, e.g. cgroup.procs, cgroup.memory.max, cgroup.memory.current,
 * cgroup.memory.events.oom_kill, cgroup.pids.max, cgroup.cpu.max, cgroup.cpu.stat.nr_throttled.
 */
