/**
 * Of a candidate alone, a process or a group that may solve a challenge: what it is worth as a container. Made in
 * `observe/candidate.ts`, `observe/process-seeker.ts` and `observe/group-seeker.ts`. A process in a group that is not the monitor's own, or
 * above it, also has the keys of that group; its limits are the lowest ones from its group up to there.
 */
import type { Fact } from '../fact.ts';

export const CANDIDATE_FACTS = {
  // Same place, source, device and root make the same mount; `/` counts only when its root mount is not the host's.
  'mounts.private': {
    what: 'mount points that the host has not. This and the next thirteen only a candidate of a challenge has.',
    example: '{ fact: mounts.private, of: candidate, contains: /proc }',
    candidate: true,
  },
  'mounts.shared': {
    what: 'mount points that are shared, so that what is mounted below them spreads',
    example: '{ fact: mounts.shared, of: candidate, length: 0 }',
    candidate: true,
  },
  'mounts.withShell': {
    what: 'those of mounts.private with a program bin/sh below, links followed as after a chroot to the mount point. What a program is, root.shell tells.',
    example: '{ fact: mounts.withShell, of: candidate, matches: "^/" }',
    candidate: true,
  },
  'mounts.withRootDirs': {
    what: 'those of mounts.withShell that have directories proc and tmp; a link to a directory below counts',
    example: '{ fact: mounts.withRootDirs, of: candidate, matches: "^/" }',
    candidate: true,
  },
  'root.shell': {
    what: "what /bin/sh in its root is worth. `program`: a regular file that somebody may execute, for this machine's processor, whose loader (ELF) or interpreter (#!) is such a file in this root; or the very file that the process runs. Else what is in the way, in words: `a directory`, `no regular file`, `not executable`, `on a mount with noexec`, `no program` (neither ELF nor #!), `for another machine`, `without its loader`, `without its interpreter`. Libraries are not looked for.",
    example: '{ fact: root.shell, of: candidate, eq: program }',
    candidate: true,
    asks: [{ kind: 'stat', path: 'exe' }],
  },
  'root.hostMounts': {
    what: "lines of its mountinfo that show the host's root file system from the same directory on, an old root that was kept. A bind of /usr is none.",
    example: '{ fact: root.hostMounts, of: candidate, length: 0 }',
    candidate: true,
  },
  'proc.own': {
    what: '"yes" when /proc/1 in its root is itself',
    example: '{ fact: proc.own, of: candidate, eq: "yes" }',
    candidate: true,
    asks: [{ kind: 'read', path: 'stat' }],
  },
  'net.cards': {
    what: 'names of its network devices that are neither loopback nor one of the tunnels (sit0, tunl0 …) that the kernel puts into every network namespace',
    example: '{ fact: net.cards, of: candidate, matches: "." }',
    candidate: true,
    asks: [{ kind: 'links', path: '' }],
  },
  'net.hostDevices': {
    what: 'names of its network devices that the host had when the challenge began, and has no more. They are known by the address that hardware was built with, others by kind and address, or by kind, number and name; never by the name alone.',
    example: '{ fact: net.hostDevices, of: candidate, length: 0 }',
    candidate: true,
  },
  'cgroup.directories': {
    what: 'directories of the group, one for each hierarchy that has it',
    example: '{ fact: cgroup.directories, of: candidate, matches: "^/" }',
    candidate: true,
  },
  'cgroup.inherited': {
    what: '"CHILD of PARENT" for each new process that was born in the group',
    example: '{ fact: cgroup.inherited, of: candidate, matches: " of " }',
    candidate: true,
  },
  'cgroup.cpu.fraction': {
    what: 'quota divided by period; absent without a limit',
    example: '{ fact: cgroup.cpu.fraction, of: candidate, le: 1 }',
    candidate: true,
  },
  'cgroup.oomKills': {
    what: 'processes that the OOM killer has killed in the group and in the groups below it, those that were removed meanwhile included',
    example: '{ fact: cgroup.oomKills, of: candidate, rose: 1 }',
    candidate: true,
  },
  'cgroup.forksRefused': {
    what: 'how often a fork was refused in the group and in the groups below it',
    example: '{ fact: cgroup.forksRefused, of: candidate, rose: 1 }',
    candidate: true,
  },
} as const satisfies Record<string, Fact>;
