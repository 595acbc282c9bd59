import { describe, expect, test } from 'vitest';
import { certificateText, certify, emptyRecord, noteCall, type SessionRecord } from '../../src/observe/certificate.ts';
import type { Fingerprint, HostMount } from '../../src/observe/fingerprint.ts';

const RUN = '/run/container-lab/4711-0a1b2c';
const TREE = '/sys/fs/cgroup';

const mount = (point: string, more: Partial<HostMount> = {}): HostMount => ({
  point,
  fstype: 'tmpfs',
  source: 'x',
  root: '/',
  propagation: 'shared',
  ...more,
});

const host: Fingerprint = {
  mounts: [mount('/'), mount('/proc', { fstype: 'proc' })],
  cgroups: [`${TREE}/system.slice`],
  controllers: [`${TREE} +memory`],
  devices: ['lo', 'eth0'],
  hostname: 'lab',
  processes: [],
  pids: [1, 2],
  files: {},
};

/** What a session did that mounted, made a group, enabled a controller and named a container. */
function sessionRecord(): SessionRecord {
  const done = emptyRecord('4711-0a1b2c', RUN);
  const call = (by: 'monitor' | 'stage', name: string, args: string, errno: string | null = null) =>
    noteCall(done, { by, name, args, errno });
  call('stage', 'mount', '"proc", "/mnt", "proc", MS_NOSUID, NULL');
  call('stage', 'mount', 'NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL');
  call('stage', 'umount2', '"/opt", MNT_DETACH');
  call('stage', 'sethostname', '"lab-box", 7');
  call('stage', 'sethostname', '"refused", 7', 'EPERM');
  call('monitor', 'mkdir', `"${TREE}/container-lab", 0755`);
  call('monitor', 'mkdir', `"${TREE}/container-lab/4711-0a1b2c-box", 0755`);
  call('monitor', 'write', `7<${TREE}/cgroup.subtree_control>, "+cpu +pids", 10`);
  done.births.set(4711, '100');
  return done;
}

const after = (change: Partial<Fingerprint>) => certify(host, { ...host, ...change }, sessionRecord());
const mine = (change: Partial<Fingerprint>) => after(change).ours.map(d => `${d.thing} ${d.change}`);
const foreign = (change: Partial<Fingerprint>) => after(change).foreign.map(d => `${d.thing} ${d.change}`);

test('nothing differs: nothing is told', () => {
  expect(after({})).toEqual({ ours: [], foreign: [], compared: { mounts: 2, cgroups: 1, devices: 2 }, unseen: [] });
});

describe('ours', () => {
  const box = `${TREE}/container-lab/4711-0a1b2c-box`;
  test.each<[string, Partial<Fingerprint>, string[]]>([
    ['a mount in the run directory', { mounts: [...host.mounts, mount(`${RUN}/rootfs`)] }, ['mount appeared']],
    [
      'a bind of it elsewhere',
      { mounts: [...host.mounts, mount('/srv', { root: `${RUN}/layers` })] },
      ['mount appeared'],
    ],
    ['a mount where the stage mounted', { mounts: [...host.mounts, mount('/mnt')] }, ['mount appeared']],
    ['a second mount that looks the same', { mounts: [...host.mounts, mount('/')] }, ['mount appeared']],
    [
      'the host made private',
      { mounts: [mount('/', { propagation: '' }), mount('/proc', { fstype: 'proc', propagation: '' })] },
      ['mount appeared', 'mount appeared', 'mount gone', 'mount gone'],
    ],
    ['a group', { cgroups: [...host.cgroups, `${TREE}/container-lab`, box] }, ['cgroup appeared', 'cgroup appeared']],
    ['the parent alone', { cgroups: [...host.cgroups, `${TREE}/container-lab`] }, ['cgroup appeared']],
    ['a controller', { controllers: [...host.controllers, `${TREE} +pids`] }, ['controller appeared']],
    ['the name of the container', { hostname: 'lab-box' }, ['hostname changed']],
    [
      'a process by its birth',
      { processes: [{ pid: 4711, name: 'x', started: '100', marks: '' }] },
      ['process appeared'],
    ],
    [
      'a process by its environment',
      { processes: [{ pid: 9, name: 'sh', started: '1', marks: 'CONTAINER_LAB_SESSION=4711-0a1b2c' }] },
      ['process appeared'],
    ],
    [
      'files',
      { files: { '/run/container-lab': ['4711-0a1b2c', '4711-0a1b2c.journal'] } },
      ['file appeared', 'file appeared', 'file appeared'],
    ],
    ['an empty base', { files: { '/run/container-lab': [] } }, ['file appeared']],
  ])('%s', (_name, change, differences) => {
    expect(mine(change)).toEqual(differences);
    expect(foreign(change)).toEqual([]);
  });
});

describe('of others', () => {
  const other = { pid: 5000, name: 'lab-monitor', started: '7', marks: '' };
  test.each<[string, Partial<Fingerprint>, string[]]>([
    [
      'a container engine',
      { devices: ['lo', 'eth0', 'docker0'], mounts: [...host.mounts, mount('/var/lib/x')] },
      ['mount appeared', 'device appeared'],
    ],
    ['a device that left', { devices: ['lo'] }, ['device gone']],
    ['DHCP', { hostname: 'dhcp-17' }, ['hostname changed']],
    ['an unmount', { mounts: [mount('/')] }, ['mount gone']],
    [
      'a controller nobody of us asked for',
      { controllers: [...host.controllers, `${TREE} +io`] },
      ['controller appeared'],
    ],
    [
      'another session and what it shares with us',
      {
        cgroups: [...host.cgroups, `${TREE}/container-lab`, `${TREE}/container-lab/14711-0a1b2c-box`],
        controllers: [...host.controllers, `${TREE} +pids`],
        files: { '/run/container-lab': ['14711-0a1b2c'] },
        processes: [other],
      },
      [
        'cgroup appeared',
        'cgroup appeared',
        'controller appeared',
        'process appeared',
        'file appeared',
        'file appeared',
      ],
    ],
    [
      'another session that is only just starting',
      { cgroups: [...host.cgroups, `${TREE}/container-lab`], files: { '/run/container-lab': [] }, processes: [other] },
      ['cgroup appeared', 'process appeared', 'file appeared'],
    ],
    [
      'a later process with the number of ours',
      { processes: [{ pid: 4711, name: 'sh', started: '900', marks: '' }] },
      ['process appeared'],
    ],
  ])('%s', (_name, change, differences) => {
    expect(mine(change)).toEqual([]);
    expect(foreign(change)).toEqual(differences);
  });

  test('what a sweep of a dead session took away', () => {
    const dead = {
      ...host,
      cgroups: [...host.cgroups, `${TREE}/container-lab`, `${TREE}/container-lab/1-aa-box`],
      files: { '/run/container-lab': ['1-aa', '1-aa.journal'] },
    };
    expect(certify(dead, host, sessionRecord()).ours).toEqual([]);
  });
});

test('a directory that may not be read is said', () => {
  const sealed = { ...host, files: { '/run/container-lab': null } };
  expect(certify(sealed, sealed, sessionRecord())).toMatchObject({ ours: [], unseen: ['/run/container-lab'] });
});

test('in words', () => {
  expect(certificateText(after({}))).toBe(
    'the host is as it was: 2 mounts, 1 cgroup, 2 network devices, host name, processes, run directory',
  );
  expect(certificateText(after({ hostname: 'lab-box', devices: ['lo'] }))).toBe(
    'the host is not as it was, because of us: hostname is now lab-box; not by us: device eth0 is gone',
  );
});
