import { describe, expect, test } from 'vitest';
import { parseLinks } from '../../src/kernel/links.ts';
import {
  hostMounts,
  isDirectory,
  isProgram,
  mountsToAsk,
  networkFacts,
  ownProc,
  privateMounts,
  programFact,
  sharedMounts,
} from '../../src/observe/candidate.ts';

const line = (point: string, device = '0:50', source = 'mine', root = '/') =>
  `99 1 ${device} ${root} ${point} rw - tmpfs ${source} rw`;
const HOST = [line('/', '254:0', '/dev/vda'), line('/tmp', '0:30', 'tmpfs')];

test('private is what the host has not: same place, source, device and root', () => {
  expect(privateMounts(HOST, HOST)).toEqual([]);
  expect(privateMounts([...HOST, line('/mnt')], HOST)).toEqual(['/mnt']);
  // another file system at a place that the host uses too, by the same name
  expect(privateMounts([line('/tmp', '0:77', 'tmpfs')], HOST)).toEqual(['/tmp']);
  expect(privateMounts([line('/', '254:0', '/dev/vda', '/srv/rootfs')], HOST)).toEqual(['/']);
  // a bind mount of the same file system
  expect(privateMounts([line('/mnt', '254:0', '/dev/vda', '/srv')], HOST)).toEqual(['/mnt']);
  expect(privateMounts([line('/a\\040b'), line('/a\\040b')], HOST)).toEqual(['/a b']);
  expect(privateMounts(['nonsense', ''], HOST)).toEqual([]);
});

test('as many as can be asked: the latest, and none too long for the wire', () => {
  const many = Array.from({ length: 100 }, (_, i) => `/m${i}`);
  expect(mountsToAsk(many)).toEqual(many.slice(-48));
  expect(mountsToAsk([`/${'ä'.repeat(1500)}`, 'relative', '/ok'])).toEqual(['/ok']);
});

test('an old root that was kept', () => {
  expect(hostMounts([line('/'), line('/.old', '254:0', '/dev/vda')], HOST)).toEqual([
    line('/.old', '254:0', '/dev/vda'),
  ]);
  expect(hostMounts([line('/', '254:0', '/dev/vda', '/srv/rootfs')], HOST)).toEqual([]);
  expect(hostMounts([line('/')], [])).toEqual([]);
});

test('a directory is known by its type bits, whatever else its mode has', () => {
  expect(isDirectory({ id: 'x', mode: '41777' })).toBe(true);
  expect(isDirectory({ id: 'x', mode: '100755' })).toBe(false);
  expect(isDirectory({ id: 'x', mode: '140755' })).toBe(false);
  expect(isDirectory({ e: 'ENOENT' })).toBe(false);
  expect(isDirectory(undefined)).toBe(false);
});

test('a program is what the helper found to be one, or what the process itself runs', () => {
  expect(isProgram({ v: 'program' })).toBe(true);
  expect(isProgram({ v: 'no program' })).toBe(false);
  expect(isProgram({ e: 'ENOENT' })).toBe(false);
  expect(isProgram(undefined)).toBe(false);
  const [shell, other] = [{ id: '0:40/7', mode: '104755' }, { id: '0:40/8' }];
  expect(programFact({ v: 'program' }, shell, other)).toBe('program');
  expect(programFact({ v: 'for another machine' }, shell, other)).toBe('for another machine');
  expect(programFact({ v: 'for another machine' }, shell, { id: '0:40/7' })).toBe('program');
  expect(programFact({ e: 'ELOOP' }, { e: 'ELOOP' }, other)).toEqual({ error: 'ELOOP' });
  expect(programFact({ e: 'ENOENT' }, { e: 'ENOENT' }, { e: 'ENOENT' })).toEqual({ error: 'ENOENT' });
  expect(programFact(undefined, undefined, undefined)).toBeNull();
});

test('shared is told by the fields of propagation, not by a path that says so', () => {
  expect(sharedMounts([line('/mnt/shared:1'), line('/srv')])).toEqual([]);
  expect(sharedMounts(['99 1 0:50 / /a\\040b rw shared:7 master:2 - tmpfs mine rw', line('/mnt')])).toEqual(['/a b']);
});

describe('network devices', () => {
  const HOST_LINKS = [
    '1 772 - 00:00:00:00:00:00 - lo',
    '2 1 - 52:54:00:00:00:01 52:54:00:00:00:01 ib0',
    '3 1 dummy 9e:00:00:00:00:03 - usb0',
    '4 512 - - - ppp0',
  ];
  const devices = (lines: string[]) => parseLinks(lines.join('\n'));
  const before = devices(HOST_LINKS);
  const facts = (here: string[], lost: number[] = []) =>
    networkFacts(
      { v: [HOST_LINKS[0], ...here, ''].join('\n') },
      { before, now: before.filter(d => !lost.includes(d.index)) },
    );

  test('whatever it is called, what was made there is not the host’s', () => {
    expect(facts(['2 1 veth 9e:11:11:11:11:11 - eth0', '3 1 bridge 9e:22:22:22:22:22 - docker0'])).toEqual({
      'net.cards': ['eth0', 'docker0'],
      'net.hostDevices': [],
    });
    // an ipvlan has the address of the card below it, which is still the host's
    expect(facts(['7 1 ipvlan 52:54:00:00:00:01 - eth0'])['net.hostDevices']).toEqual([]);
  });

  test.each([
    ['hardware, by the address that it was built with', ['9 1 - 52:54:00:aa:aa:aa 52:54:00:00:00:01 x'], 2],
    ['a virtual device, by its address', ['9 1 dummy 9e:00:00:00:00:03 - x'], 3],
    ['one with a new address, by number and name', ['3 1 dummy 9e:99:99:99:99:99 - usb0'], 3],
    ['one that has no address', ['4 512 - - - ppp0'], 4],
  ])('a device of the host’s: %s', (_how, here, index) => {
    expect(facts(here)['net.hostDevices']).toEqual([]);
    expect(facts(here, [index])['net.hostDevices']).toHaveLength(1);
  });

  test('the tunnels that the kernel puts into every namespace are no cards', () => {
    expect(facts(['2 768 ipip 00:00:00:00 - tunl0', '3 776 sit 00:00:00:00 - sit0'])['net.cards']).toEqual([]);
  });

  test('what cannot be asked is a refusal', () => {
    expect(networkFacts({ e: 'EPERM' }, { before, now: before })['net.hostDevices']).toEqual({ error: 'EPERM' });
  });
});

test('its own /proc shows itself as the first process', () => {
  const stat = (pid: number, name: string, start: number) => ({
    v: `${pid} (${name}) S 0 ${Array.from({ length: 17 }, () => 0).join(' ')} ${start} 1\n`,
  });
  expect(ownProc(stat(1, 'a) R 1', 77), stat(4711, 'a) R 1', 77))).toBe('yes');
  expect(ownProc(stat(1, 'systemd', 2), stat(4711, 'sh', 77))).toBe('another');
  // born in the same hundredth of a second
  expect(ownProc(stat(1, 'systemd', 77), stat(4711, 'sh', 77))).toBe('another');
  expect(ownProc({ e: 'ENOENT' }, stat(4711, 'sh', 77))).toEqual({ error: 'ENOENT' });
});
