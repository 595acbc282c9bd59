/** What may stand in braces in an op's arguments. */
export const ARGUMENT_TEMPLATES = ['rootfs', 'layers', 'lower', 'cgroup', 'hostname', 'apps', 'size'] as const;

/** What may stand in braces in a `byHand` line. On v2 the four cgroup names are one directory. */
export const BY_HAND_TEMPLATES = [
  'pid',
  'rootfs',
  'layers',
  'cgroup',
  'cgroup.memory',
  'cgroup.pids',
  'cgroup.cpu',
  'hostname',
] as const;

/**
 * What may stand in braces in a line of a solution: how this learner becomes root (`{sudo}`, ending in a blank; nothing for root), how
 * they call unshare(1), and where the hierarchies of three controllers are mounted (one place on v2).
 */
export const SOLUTION_TEMPLATES = ['sudo', 'unshare', 'memory', 'pids', 'cpu', 'name'] as const;
