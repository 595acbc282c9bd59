/** The namespaces of a process: links of /proc/PID/ns. */
import { type Fact, oneText } from '../fact.ts';

/** The link of this name. */
function namespace(name: string, place: number, what: string, example: string): Fact {
  return {
    what,
    example,
    group: 'namespaces',
    place,
    query: { kind: 'link', path: `ns/${name}` },
    value: oneText,
    foreign: true,
  };
}

export const NAMESPACE_FACTS = {
  'ns.mnt': namespace(
    'mnt',
    1,
    'mount namespace, the link /proc/PID/ns/mnt',
    '{ fact: ns.mnt, of: stage, ne: { fact: ns.mnt, of: host } }',
  ),
  'ns.uts': namespace('uts', 2, 'UTS namespace (host name)', '{ fact: ns.uts, of: stage, changed: true }'),
  'ns.ipc': namespace('ipc', 3, 'IPC namespace', '{ fact: ns.ipc, of: stage, changed: true }'),
  'ns.net': namespace('net', 4, 'network namespace', '{ fact: ns.net, of: aside, ne: { fact: ns.net, of: host } }'),
  'ns.pid': namespace('pid', 5, 'PID namespace of the process itself', '{ fact: ns.pid, of: stage, changed: false }'),
  'ns.user': namespace('user', 6, 'user namespace', '{ fact: ns.user, of: aside, eq: { fact: ns.user, of: host } }'),
  'ns.cgroup': namespace(
    'cgroup',
    7,
    'cgroup namespace',
    '{ fact: ns.cgroup, of: app, ne: { fact: ns.cgroup, of: host } }',
  ),
  'ns.time': namespace(
    'time',
    8,
    'time namespace of the process itself',
    '{ fact: ns.time, of: stage, eq: { fact: ns.time, of: host } }',
  ),
  'ns.pid_for_children': namespace(
    'pid_for_children',
    9,
    'PID namespace of children to come; ENOENT between unshare(CLONE_NEWPID) and the first fork',
    '{ fact: ns.pid_for_children, of: stage, error: ENOENT }',
  ),
  'ns.time_for_children': namespace(
    'time_for_children',
    10,
    'time namespace of children to come',
    '{ fact: ns.time_for_children, of: stage, changed: false }',
  ),
} as const satisfies Record<string, Fact>;
