/** Where a process stands, and what it sees there. */
import { type Fact, identity, lines, names, oneText } from '../fact.ts';

export const PLACE_FACTS = {
  'link.root': {
    what: 'the root directory, /proc/PID/root',
    example: '{ fact: link.root, of: stage, ne: "/" }',
    group: 'root',
    place: 1,
    query: { kind: 'link', path: 'root' },
    value: oneText,
    foreign: true,
  },
  'link.cwd': {
    what: 'the current directory, /proc/PID/cwd',
    example: '{ fact: link.cwd, of: aside, eq: /proc }',
    group: 'root',
    place: 7,
    query: { kind: 'link', path: 'cwd' },
    value: oneText,
    foreign: true,
  },
  'link.exe': {
    what: 'the program, /proc/PID/exe',
    example: '{ fact: link.exe, of: app, changed: true }',
    group: 'process',
    place: 3,
    query: { kind: 'link', path: 'exe' },
    value: oneText,
    foreign: true,
  },
  rootId: {
    what: 'device and inode of the root directory',
    example: '{ fact: rootId, of: stage, ne: { fact: rootId, of: host } }',
    group: 'root',
    place: 2,
    query: { kind: 'stat', path: 'root' },
    value: identity,
    foreign: true,
  },
  mounts: {
    what: 'lines of /proc/PID/mountinfo',
    example: '{ fact: mounts, of: stage, contains: " - tmpfs " }',
    group: 'mounts',
    place: 1,
    query: { kind: 'read', path: 'mountinfo' },
    value: lines,
    foreign: true,
  },
} as const satisfies Record<string, Fact>;

/** What it sees at the mount points of the session, and in its root. Of other processes no names in directories are told. */
export const DIRECTORY_FACTS = {
  'rootfs.id': {
    what: 'device and inode of what it sees at `{rootfs}`',
    example: '{ fact: rootfs.id, of: stage, ne: { fact: rootfs.id, of: host } }',
    group: 'root',
    place: 4,
    query: { kind: 'rstat', at: 'rootfs' },
    value: identity,
  },
  'rootfs.entries': {
    what: 'names that it sees at `{rootfs}`',
    example: '{ fact: rootfs.entries, of: host, length: 0 }',
    group: 'root',
    place: 5,
    query: { kind: 'rlist', at: 'rootfs' },
    value: names,
  },
  'layers.entries': {
    what: 'names that it sees at `{layers}`',
    example: '{ fact: layers.entries, of: stage, contains: image }',
    group: 'root',
    place: 6,
    query: { kind: 'rlist', at: 'layers' },
    value: names,
  },
  'root.entries': {
    what: 'names in its /',
    example: '{ fact: root.entries, of: stage, lacks: home }',
    group: 'root',
    place: 3,
    query: { kind: 'rlist', path: '/' },
    value: names,
  },
} as const satisfies Record<string, Fact>;
