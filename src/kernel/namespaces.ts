/** The eight kinds of namespace, namespaces(7). */

interface NamespaceKind {
  /** Name of the link in /proc/PID/ns. */
  name: 'mnt' | 'uts' | 'ipc' | 'net' | 'pid' | 'user' | 'cgroup' | 'time';
  /** Flag of clone(2), unshare(2) and setns(2). */
  flag: string;
}

export const NAMESPACES: readonly NamespaceKind[] = [
  { name: 'mnt', flag: 'CLONE_NEWNS' },
  { name: 'uts', flag: 'CLONE_NEWUTS' },
  { name: 'ipc', flag: 'CLONE_NEWIPC' },
  { name: 'net', flag: 'CLONE_NEWNET' },
  { name: 'pid', flag: 'CLONE_NEWPID' },
  { name: 'user', flag: 'CLONE_NEWUSER' },
  { name: 'cgroup', flag: 'CLONE_NEWCGROUP' },
  { name: 'time', flag: 'CLONE_NEWTIME' },
];

/** By link name (`pid_for_children` is of kind `pid`) or by flag. */
export function namespaceKind(nameOrFlag: string): NamespaceKind | undefined {
  const name = nameOrFlag.replace(/_for_children$/, '');
  return NAMESPACES.find(kind => kind.name === name || kind.flag === name);
}
