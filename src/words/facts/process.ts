/** What /proc/PID/status and its neighbours say of a process. */
import { parseNetDevices } from '../../kernel/netdev.ts';
import { type Fact, field, lines, oneText, text } from '../fact.ts';

/** A field of /proc/PID/status; single tabs are turned into blanks. */
function status(name: string, place: number, what: string, example: string): Fact {
  return {
    what,
    example,
    group: 'process',
    place,
    query: { kind: 'read', path: 'status' },
    value: field(name),
    foreign: true,
  };
}

export const PROCESS_FACTS = {
  'status.Name': status(
    'Name',
    4,
    'name of the program, of /proc/PID/status like the next six',
    '{ fact: status.Name, of: app, changed: true }',
  ),
  'status.PPid': status(
    'PPid',
    5,
    'PID of the parent, as the host counts',
    '{ fact: status.PPid, of: stage, ne: "0" }',
  ),
  'status.NSpid': status(
    'NSpid',
    6,
    "its PID in every PID namespace from the host's inwards",
    '{ fact: status.NSpid, of: stage, matches: "^\\\\d+ 1$" }',
  ),
  'status.CapEff': status(
    'CapEff',
    7,
    'effective capabilities, 16 hexadecimal digits',
    '{ fact: status.CapEff, of: app, eq: "0000000000000000" }',
  ),
  'status.CapBnd': status(
    'CapBnd',
    8,
    'bounding set of capabilities',
    '{ fact: status.CapBnd, of: app, changed: true }',
  ),
  'status.NoNewPrivs': status(
    'NoNewPrivs',
    9,
    '1 after PR_SET_NO_NEW_PRIVS',
    '{ fact: status.NoNewPrivs, of: aside, eq: 1 }',
  ),
  'status.Seccomp': status('Seccomp', 10, '0 none, 1 strict, 2 filter', '{ fact: status.Seccomp, of: app, eq: 0 }'),
  uid_map: {
    what: "lines of /proc/PID/uid_map, with the kernel's blanks",
    example: '{ fact: uid_map, of: aside, fields: "0 0 4294967295" }',
    group: 'process',
    place: 11,
    query: { kind: 'read', path: 'uid_map' },
    value: lines,
    foreign: true,
  },
  gid_map: {
    what: "lines of /proc/PID/gid_map, with the kernel's blanks",
    example: '{ fact: gid_map, of: aside, length: 1 }',
    group: 'process',
    place: 12,
    query: { kind: 'read', path: 'gid_map' },
    value: lines,
    foreign: true,
  },
  hostname: {
    what: 'host name in its UTS namespace',
    example: '{ fact: hostname, of: stage, eq: lab-box }',
    group: 'process',
    place: 1,
    query: { kind: 'hostname', path: '' },
    value: oneText,
    foreign: true,
  },
  'net.devices': {
    what: 'names of its network devices',
    example: '{ fact: net.devices, of: stage, eq: [lo] }',
    group: 'process',
    place: 2,
    query: { kind: 'read', path: 'net/dev' },
    value: answer => parseNetDevices(text(answer)),
    foreign: true,
  },
} as const satisfies Record<string, Fact>;

/** How a program has ended: in the last snapshot of its subject alone (waitpid(2)). */
export const EXIT_FACTS = {
  'exit.code': {
    what: 'exit code of a program that has ended; with exit.signal and exit.oomKill only in the last photograph',
    example: '{ fact: exit.code, of: aside, eq: 0 }',
  },
  'exit.signal': { what: 'name of the signal that ended it', example: '{ fact: exit.signal, of: aside, eq: SIGKILL }' },
  'exit.oomKill': {
    what: 'OOM kills in its group since it joined',
    example: '{ fact: exit.oomKill, of: aside, ge: 1 }',
    kernel: true,
  },
} as const satisfies Record<string, Fact>;
