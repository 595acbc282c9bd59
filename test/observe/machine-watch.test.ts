import { beforeEach, describe, expect, test } from 'vitest';
import type { HostMount, Machine } from '../../src/observe/fingerprint.ts';
import type { MachineReader } from '../../src/observe/machine-reader.ts';
import { MachineWatch } from '../../src/observe/machine-watch.ts';

const TREE = '/sys/fs/cgroup';
const mount = (point: string, fstype = 'tmpfs'): HostMount => ({
  point,
  fstype,
  source: 'x',
  root: '/',
  propagation: '',
});

let machine: Machine;
let asked: string[];
let watch: MachineWatch;

beforeEach(() => {
  machine = {
    mounts: [mount('/'), mount(TREE, 'cgroup2')],
    cgroups: [],
    controllers: [],
    devices: ['lo'],
    hostname: 'lab',
  };
  asked = [];
  const reader: MachineReader = {
    take: () => {
      asked.push('take');
      return machine;
    },
    mark: careful => {
      asked.push(careful ? 'careful' : 'quick');
      const { mounts, hostname, cgroups, devices } = machine;
      return JSON.stringify(careful ? machine : [mounts, hostname, cgroups, devices]);
    },
  };
  watch = new MachineWatch(reader);
});

const names = (how?: Parameters<MachineWatch['look']>[0]) => watch.look(how).map(({ name }) => name);
const make = (point: string) => {
  machine = { ...machine, mounts: [...machine.mounts, mount(point)] };
};

test('what was there does not count, what comes does, and what goes away again is over', () => {
  make('/old');
  watch.begin();
  expect(names()).toEqual([]);
  make('/new');
  expect(names()).toEqual(['/new (tmpfs x)']);
  machine = { ...machine, mounts: machine.mounts.slice(0, -1) };
  expect(names()).toEqual([]);
});

test('as long as nothing changes, nothing is read', () => {
  watch.begin();
  for (let i = 0; i < 5; i++) watch.look();
  expect(asked).not.toContain('quick take');
  expect(asked.filter(what => what === 'take')).toHaveLength(2); // at the beginning, and once for the first quick mark
});

test('the dear part is asked for once a second, and when it must be', () => {
  watch.begin();
  watch.look();
  watch.look();
  expect(asked.filter(what => what === 'careful')).toHaveLength(2);
  watch.look({ careful: true });
  expect(asked.filter(what => what === 'careful')).toHaveLength(3);
});

describe('between two challenges', () => {
  test('what comes is somebody else s, what stands goes on to', () => {
    watch.begin();
    make('/mine');
    expect(names()).toEqual(['/mine (tmpfs x)']);
    make('/theirs');
    expect(names({ known: true })).toEqual(['/mine (tmpfs x)']);
    watch.begin();
    expect(names()).toEqual(['/mine (tmpfs x)']);
    make('/mine/too');
    expect(names()).toEqual(['/mine (tmpfs x)', '/mine/too (tmpfs x)']);
  });

  test('what was taken back meanwhile counts when it comes once more', () => {
    watch.begin();
    make('/mnt');
    watch.look();
    machine = { ...machine, mounts: machine.mounts.slice(0, -1) };
    expect(names({ known: true })).toEqual([]);
    watch.begin();
    make('/mnt');
    expect(names()).toEqual(['/mnt (tmpfs x)']);
  });
});

test.each([
  ['a group of anybody', `${TREE}/mine`, 1],
  ['the parent of our groups', `${TREE}/container-lab`, 0],
  ['a group of a session', `${TREE}/container-lab/12-ab-box`, 0],
  ['in a tree that was mounted meanwhile', '/mnt/mine', 0],
])('%s', (_, group, count) => {
  watch.begin();
  machine = { ...machine, cgroups: [group] };
  expect(watch.look({ careful: true })).toHaveLength(count);
});
