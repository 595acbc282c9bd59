/** What a session is remembered for, call by call, and when another session is at work. */
import { describe, expect, test } from 'vitest';
import { certificateText, certify, emptyRecord, noteCall, type SessionRecord } from '../../src/observe/certificate.ts';
import type { Fingerprint, HostMount } from '../../src/observe/fingerprint.ts';

const SESSION = '4711-0a1b2c';
const RUN = `/run/container-lab/${SESSION}`;
const TREE = '/sys/fs/cgroup';
const PARENT = `${TREE}/container-lab`;

function once(
  by: 'monitor' | 'stage' | 'shell',
  name: string,
  args: string,
  errno: string | null = null,
): SessionRecord {
  const record = emptyRecord(SESSION, RUN);
  noteCall(record, { by: by as 'stage', name, args, errno });
  return record;
}
const remembered = ({ cgroups, controllers, hostnames, mountPoints }: SessionRecord) => ({
  cgroups: [...cgroups],
  controllers: [...controllers],
  hostnames: [...hostnames],
  mountPoints: [...mountPoints],
});
const NOTHING = { cgroups: [], controllers: [], hostnames: [], mountPoints: [] };

describe('a call', () => {
  test.each<[string, SessionRecord, Partial<typeof NOTHING> | Record<string, string[]>]>([
    ['mkdir of the monitor', once('monitor', 'mkdir', '"/sys/fs/cgroup/a", 0755'), { cgroups: ['/sys/fs/cgroup/a'] }],
    ['sethostname', once('stage', 'sethostname', '"box", 3'), { hostnames: ['box'] }],
    ['mount', once('stage', 'mount', '"proc", "/mnt", "proc", 0, NULL'), { mountPoints: ['/mnt'] }],
    ['mount without a source', once('stage', 'mount', 'NULL, "/a b", NULL, 0, NULL'), { mountPoints: ['/a b'] }],
    ['umount2', once('stage', 'umount2', '"/opt/x", MNT_DETACH'), { mountPoints: ['/opt/x'] }],
    [
      'a write that hands controllers on',
      once('monitor', 'write', `7<${TREE}/cgroup.subtree_control>, "+cpu", 4`),
      { controllers: [`${TREE} +cpu`] },
    ],
  ])('%s is remembered', (_what, record, what) => expect(remembered(record)).toEqual({ ...NOTHING, ...what }));

  test.each<[string, SessionRecord]>([
    ['that the kernel refused', once('monitor', 'mkdir', '"/sys/fs/cgroup/a", 0755', 'EACCES')],
    ['mkdir inside of the container', once('stage', 'mkdir', '"/proc", 0755')],
    ['chdir of the monitor', once('monitor', 'chdir', '"/sys/fs/cgroup/a"')],
    ['on a path that is not absolute', once('stage', 'umount2', '".", MNT_DETACH')],
    ['mount on such a path', once('stage', 'mount', '"proc", "proc", "proc", 0, "x=\\"/y\\""')],
    ['with such a text further on', once('stage', 'umount2', 'NULL, "/x"')],
    ['openat', once('monitor', 'openat', '"/sys/fs/cgroup/a", O_RDONLY')],
  ])('%s is not', (_what, record) => expect(remembered(record)).toEqual(NOTHING));
});

const mount = (more: Partial<HostMount> = {}): HostMount => ({
  ...{ point: '/', fstype: 'ext4', source: '/dev/sda', root: '/', propagation: 'shared' },
  ...more,
});
const host: Fingerprint = {
  ...{ mounts: [mount()], cgroups: [], controllers: [], devices: ['lo'], hostname: 'lab' },
  ...{ processes: [], pids: [1], files: {} },
};

describe('what sessions share is ours only where no other is at work', () => {
  const record = once('monitor', 'mkdir', `"${PARENT}", 0755`);
  const ours = (more: Partial<Fingerprint>) =>
    certify(host, { ...host, cgroups: [PARENT, ...(more.cgroups ?? [])], ...without(more) }, record).ours.map(
      d => d.name,
    );
  const without = ({ cgroups: _, ...rest }: Partial<Fingerprint>) => rest;

  test('alone it is', () => {
    expect(ours({})).toContain(PARENT);
    expect(ours({ cgroups: [`${PARENT}/${SESSION}-box`] })).toContain(PARENT);
    expect(ours({ files: { '/run/container-lab': [SESSION] } })).toContain(PARENT);
    const own = { pid: 7, name: 'lab-stage', started: '5', marks: `CONTAINER_LAB_SESSION=${SESSION}` };
    expect(ours({ processes: [own] })).toContain(PARENT);
  });

  test.each<[string, Partial<Fingerprint>]>([
    ['a group of theirs', { cgroups: [`${PARENT}/99-ffffff-box`] }],
    ['a process of theirs', { processes: [{ pid: 7, name: 'lab-stage', started: '5', marks: '' }] }],
    ['a file of theirs', { files: { '/run/container-lab': ['99-ffffff'] } }],
  ])('not beside %s', (_what, more) => expect(ours(more)).not.toContain(PARENT));

  test('a directory that this user may not read says nothing of others', () => {
    expect(ours({ files: { '/run/container-lab': null } })).toContain(PARENT);
  });

  test('a group elsewhere is no sign of another session, and a name within a longer one is not ours', () => {
    expect(ours({ cgroups: [`${TREE}/docker`] })).toContain(PARENT);
    expect(ours({ cgroups: [`${PARENT}/1${SESSION}-box`] })).not.toContain(PARENT);
    expect(ours({ cgroups: [`${PARENT}/${SESSION}d-box`] })).not.toContain(PARENT);
  });
});

describe('a mount whose propagation has changed', () => {
  const certified = (before: HostMount, now: HostMount) =>
    certify({ ...host, mounts: [before] }, { ...host, mounts: [now] }, emptyRecord(SESSION, RUN)).ours.length > 0;

  test('is ours when it was made private, which is what a stage does in its own namespace', () => {
    expect(certified(mount(), mount({ propagation: '' }))).toBe(true);
    expect(certified(mount(), mount({ propagation: 'master' }))).toBe(false);
    expect(certified(mount({ propagation: '' }), mount())).toBe(false);
    expect(certified(mount(), mount({ propagation: '', source: '/dev/sdb' }))).toBe(false);
  });
});

test('in words: three are named, the others counted; what could not be read is said', () => {
  const devices = ['lo', 'a', 'b', 'c', 'd'];
  const text = (more: Partial<Fingerprint>) =>
    certificateText(certify(host, { ...host, ...more }, emptyRecord(SESSION, RUN)));
  expect(text({ devices: devices.slice(0, 4) })).toMatch(/; not by us: [^,]+ a [^,]*, [^,]+ b [^,]*, [^,]+ c [^,]*$/);
  expect(text({ devices })).toMatch(/ and 1 more$/);
  expect(text({ devices })).not.toMatch(/ d /);
  expect(text({ files: { '/run/a': null, '/run/b': [], '/run/c': null } })).toContain(
    '(not readable by you: /run/a, /run/c)',
  );
});
