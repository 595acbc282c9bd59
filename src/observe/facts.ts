/** The names of what is observed. Keys are stable: lessons, JSON and recordings use them. */

/** Who is observed; the names are those of words/cast.ts. */
export type SubjectName = string;

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
 * uid_map gid_map        lines, with the kernel's blanks
 * hostname               of the subject's UTS namespace
 * net.devices            interface names of /proc/P/net/dev, in the kernel's order
 * cgroup.path            lines of /proc/P/cgroup
 * rootfs.id rootfs.entries   what the subject's own root shows at the mount point of the rootfs (session's `rootfs` path)
 * layers.entries         the same for the tmpfs that holds the layers
 * root.entries           names in the subject's /
 *
 * exit.code exit.signal exit.oomKill   only in the last snapshot of a subject whose program has ended (waitpid(2)): its status
 *                        or the signal's name, the other is null; and the OOM kills in its group since it joined
 *
 * of a candidate that is a process also
 * mounts.private         mount points of its mountinfo that the host has not (same place, source, device and root); `/` only when its
 *                        root mount is not the host's
 * mounts.shared          mount points that are shared (propagation of its mountinfo)
 * mounts.withShell       those of mounts.private below which bin/sh is a program, links followed as after a chroot to the mount point
 * mounts.withRootDirs    those of mounts.withShell that have directories proc and tmp, links followed in the same way
 * root.shell             "program" when /bin/sh in its root is one, by a look into the file (native/README.md, `program`) or because the
 *                        process runs it; else what is in the way, in the helper's words
 * root.hostMounts        lines of its mountinfo that show what is mounted at the host's `/`, from the same directory on: an old root kept
 * net.cards              names of its network devices that are neither loopback nor a tunnel of the kernel's own
 * net.hostDevices        names of those that the host had when the challenge began and has no more (kernel/links.ts)
 * proc.own               "yes" when /proc/1 in its root is itself (same start time), else what is there: "another", or the errno
 * and, where it is in a cgroup that is not the monitor's own or above it, the logical cgroup keys of its group, limits being the
 * lowest one from its group up to there.
 *
 * of a candidate that is a cgroup: its logical cgroup keys, and
 * cgroup.directories     its directories, one for each hierarchy that has it
 * cgroup.inherited       "CHILD of PARENT" for each pair in cgroup.procs whose child is new: it was born there, nobody wrote it
 * cgroup.cpu.fraction    quota / period ("0.2"), absent without a limit
 * cgroup.oomKills cgroup.forksRefused   counted in the group and in those below it, also in what was removed since (kernel/cgroup/tree-counters.ts)
 *
 * and, on the subject whose container has a cgroup (stage, then app; aside for its own): the logical
 * cgroup keys of kernel/cgroup, e.g. cgroup.procs, cgroup.memory.max, cgroup.memory.current,
 * cgroup.memory.events.oom_kill, cgroup.pids.max, cgroup.cpu.max, cgroup.cpu.stat.nr_throttled.
 */
