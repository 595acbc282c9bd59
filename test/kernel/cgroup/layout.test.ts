import { readFileSync, statfsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { detect, type Layout, type LayoutReader, unifiedGroup } from '../../../src/kernel/cgroup/layout.ts';
import { systemReader } from '../../../src/kernel/cgroup/system-reader.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';

describe('detect', () => {
  test('v2', () => {
    expect(detect(readerOf('v2'))).toEqual({
      kind: 'v2',
      controllers: Object.fromEntries(
        ['cpu', 'io', 'memory', 'pids'].map(name => [name, { version: 2, mount: '/sys/fs/cgroup' }]),
      ),
      unified: '/sys/fs/cgroup',
      enabled: ['cpu', 'io', 'memory', 'pids'],
      readOnly: [],
    });
  });

  test('hybrid: v1 controllers, and a v2 tree beside them', () => {
    const layout = detect(readerOf('hybrid'));
    expect(layout).toMatchObject({ kind: 'hybrid', unified: '/sys/fs/cgroup/unified', enabled: [], readOnly: [] });
    expect(layout.controllers).toMatchObject({
      memory: { version: 1, mount: '/sys/fs/cgroup/memory' },
      cpu: { version: 1, mount: '/sys/fs/cgroup/cpu' },
      cpuacct: { version: 1, mount: '/sys/fs/cgroup/cpuacct' },
      hugetlb: { version: 2, mount: '/sys/fs/cgroup/unified' },
    });
    expect(Object.keys(layout.controllers)).not.toContain('name=systemd');
  });

  test('v1 with two controllers on one mount', () => {
    const layout = detect(readerOf('v1'));
    expect(layout).toMatchObject({ kind: 'v1', unified: null, enabled: [] });
    expect(layout.controllers.cpu).toEqual(layout.controllers.cpuacct);
    expect(layout.controllers.cpu).toEqual({ version: 1, mount: '/sys/fs/cgroup/cpu,cpuacct' });
  });

  test('mounts that another mount hides are still listed, but not used', () => {
    const layout = detect(readerOf('hidden'));
    expect(readerOf('hidden').readFile('/proc/self/mountinfo')).toContain(' - cgroup cgroup rw,memory');
    expect(layout).toMatchObject({ kind: 'v2', unified: '/sys/fs/cgroup' });
    expect(layout.controllers.memory).toEqual({ version: 2, mount: '/sys/fs/cgroup' });
    expect(layout.controllers.freezer).toBeUndefined();
  });

  test('read-only, as in most containers', () => {
    expect(detect(readerOf('read-only'))).toMatchObject({ kind: 'v2', readOnly: ['/sys/fs/cgroup'] });
  });

  test('none', () => {
    expect(detect(readerOf('none'))).toEqual({
      kind: 'none',
      controllers: {},
      unified: null,
      enabled: [],
      readOnly: [],
    });
  });

  test.each(['', '\0'.repeat(1000), 'no mountinfo at all\n', '1 2 0:1 / /sys/fs/cgroup rw - cgroup2'])(
    'from %.20j nothing is made up',
    text => {
      expect(detect({ readFile: () => text, statfsType: () => 0x63677270 }).kind).toBe('none');
    },
  );

  test('nothing readable at all', () => {
    const fail = () => {
      throw new Error('EACCES');
    };
    expect(detect({ readFile: fail, statfsType: fail }).kind).toBe('none');
  });

  test('options of other systems are not taken for controllers', () => {
    const text = '1 2 0:1 / /c rw - cgroup cgroup rw,seclabel,xattr,memory,name=x\n';
    expect(
      Object.keys(
        detect({ readFile: path => (path.endsWith('mountinfo') ? text : ''), statfsType: () => 0x27e0eb }).controllers,
      ),
    ).toEqual(['memory']);
  });

  test('trees below another mount: which, and what lies over them', () => {
    const lines = `1 0 8:1 / / rw - ext4 disk rw
2 1 0:7 / /sys/fs/cgroup rw - tmpfs tmpfs rw
3 2 0:8 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
4 2 0:9 / /sys/fs/cgroup rw - cgroup2 none rw
`;
    const reader = (visible: Record<string, number>): LayoutReader => ({
      readFile: path => (path === '/proc/self/mountinfo' ? lines : ''),
      statfsType: path => visible[path] ?? 0xef53,
    });
    const hidden = detect(reader({ '/sys/fs/cgroup': 0x63677270 }));
    expect(hidden.covered).toEqual({
      mounts: ['/sys/fs/cgroup/memory'],
      by: { point: '/sys/fs/cgroup', fstype: 'cgroup2' },
    });
    expect(detect(readerOf('hybrid'))).not.toHaveProperty('covered');
  });

  test('this machine: every mount named is one of that type now', () => {
    const layout: Layout = detect(systemReader);
    for (const { version, mount } of Object.values(layout.controllers)) {
      expect(statfsSync(mount).type).toBe(version === 2 ? 0x63677270 : 0x27e0eb);
    }
    const v1 = readFileSync('/proc/cgroups', 'utf8')
      .split('\n')
      .filter(line => /^\w+\t[1-9]/.test(line));
    if (layout.kind === 'v2') expect(v1).toEqual([]);
  });
});

describe('unifiedGroup', () => {
  const v2 = detect(readerOf('v2'));
  test.each([
    ['0::/\n', '/sys/fs/cgroup'],
    ['0::/user.slice/a.scope\n', '/sys/fs/cgroup/user.slice/a.scope'],
    ['1:cpu:/x\n0::/a\n', '/sys/fs/cgroup/a'],
    ['0::/../other\n', null],
    ['0::/a (deleted)\n', null],
    ['1:cpu:/x\n', null],
    ['', null],
  ])('%j', (text, path) => {
    expect(unifiedGroup(v2, text)).toBe(path);
    expect(unifiedGroup(detect(readerOf('v1')), text)).toBeNull();
  });
});
