/** The eight kinds of namespace, namespaces(7). */

export interface NamespaceKind {
  /** Name of the link in /proc/PID/ns. */
  name: 'mnt' | 'uts' | 'ipc' | 'net' | 'pid' | 'user' | 'cgroup' | 'time';
  /** Flag of clone(2), unshare(2) and setns(2). */
  flag: string;
  /** The flag's bits, as NS_GET_NSTYPE returns them. */
  value: number;
  man: string;
  /** What a process in it has to itself. */
  isolates: string;
}

export const NAMESPACES: readonly NamespaceKind[] = [
  { name: 'mnt', flag: 'CLONE_NEWNS', value: 0x00020000, man: 'mount_namespaces(7)', isolates: 'mount points' },
  { name: 'uts', flag: 'CLONE_NEWUTS', value: 0x04000000, man: 'uts_namespaces(7)', isolates: 'hostname' },
  {
    name: 'ipc',
    flag: 'CLONE_NEWIPC',
    value: 0x08000000,
    man: 'ipc_namespaces(7)',
    isolates: 'System V IPC and message queues',
  },
  {
    name: 'net',
    flag: 'CLONE_NEWNET',
    value: 0x40000000,
    man: 'network_namespaces(7)',
    isolates: 'network devices, addresses, ports',
  },
  { name: 'pid', flag: 'CLONE_NEWPID', value: 0x20000000, man: 'pid_namespaces(7)', isolates: 'process IDs' },
  {
    name: 'user',
    flag: 'CLONE_NEWUSER',
    value: 0x10000000,
    man: 'user_namespaces(7)',
    isolates: 'user IDs and capabilities',
  },
  {
    name: 'cgroup',
    flag: 'CLONE_NEWCGROUP',
    value: 0x02000000,
    man: 'cgroup_namespaces(7)',
    isolates: 'the root of the cgroup tree',
  },
  {
    name: 'time',
    flag: 'CLONE_NEWTIME',
    value: 0x00000080,
    man: 'time_namespaces(7)',
    isolates: 'monotonic and boot clocks',
  },
];

/** What the link of /proc/PID/ns says: `uts:[4026531838]` is kind `uts`, inode 4026531838. Null when it is no such link. */
export function parseNamespaceLink(link: string): { kind: string; inode: number } | null {
  const match = /^([a-z_]+):\[(\d+)\]$/.exec(link);
  return match === null ? null : { kind: match[1] as string, inode: Number(match[2]) };
}

/** By link name (`pid_for_children` is of kind `pid`) or by flag. */
export function namespaceKind(nameOrFlag: string): NamespaceKind | undefined {
  const name = nameOrFlag.replace(/_for_children$/, '');
  return NAMESPACES.find(kind => kind.name === name || kind.flag === name);
}
