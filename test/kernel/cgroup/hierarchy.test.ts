import { describe, expect, test } from 'vitest';
import { createHierarchy, detect } from '../../../src/kernel/cgroup/index.ts';
import { encodeRequest } from '../../../src/protocol/encode.ts';
import { answersFrom, hierarchyOf, readerOf, type Tree } from '../../helpers/cgroup-fixture.ts';

const V2 = '/sys/fs/cgroup';
const LIMITS = { memory: 33554432, swap: 0, pids: 20, cpu: '20%' };

describe('v2', () => {
  const hierarchy = hierarchyOf('v2');
  const group = hierarchy.plan('one');

  test('setup: one parent of ours that passes the controllers on', () => {
    expect(hierarchy.setup()).toEqual({
      requests: [
        { op: 'mkdir-cgroup', args: { path: `${V2}/container-lab`, shared: true } },
        { op: 'enable-controllers', args: { path: `${V2}/container-lab`, controllers: ['memory', 'pids', 'cpu'] } },
      ],
      notes: [],
    });
  });

  test('controllers that are off at the top are enabled there, and it is said', () => {
    const layout = { ...detect(readerOf('v2')), enabled: ['memory'] };
    const { requests, notes } = createHierarchy(layout, { delegated: null }).setup();
    expect(requests[0]).toEqual({ op: 'enable-controllers', args: { path: V2, controllers: ['pids', 'cpu'] } });
    expect(notes).toEqual([
      expect.stringContaining('"+pids +cpu" is written to /sys/fs/cgroup/cgroup.subtree_control'),
    ]);
  });

  test('in a delegated scope nothing outside it is named, and the monitor leaves the way first', () => {
    const scope = `${V2}/user.slice/lab.scope`;
    const controllers = ['memory', 'pids', 'cpu', 'io'];
    const inside = hierarchyOf('v2', { path: scope, controllers, shared: false });
    expect(inside.setup()).toEqual({
      requests: [
        { op: 'mkdir-cgroup', args: { path: `${scope}/monitor`, shared: true } },
        { op: 'join', args: { subject: 'monitor', paths: [`${scope}/monitor`] } },
        { op: 'enable-controllers', args: { path: scope, controllers: ['memory', 'pids', 'cpu'] } },
      ],
      notes: [],
    });
    expect(inside.plan('one').directories.map(({ path }) => path)).toEqual([`${scope}/one`]);
    expect(inside.probe()).toEqual([`cgroup::${scope}/monitor/memory.swap.max`]);
  });

  test('in a group that we share, who started us leaves too; a controller not handed down is left to the kernel to refuse', () => {
    const own = `${V2}/lab`;
    const inside = hierarchyOf('v2', { path: own, controllers: ['memory', 'pids'], shared: true });
    expect(inside.setup().requests.slice(1)).toEqual([
      { op: 'join', args: { subject: 'monitor', paths: [`${own}/monitor`], parent: 1 } },
      { op: 'enable-controllers', args: { path: own, controllers: ['memory', 'pids'] } },
    ]);
    expect(inside.plan('one').limit({ cpu: '20%' }, { swap: true })).toEqual([
      { op: 'write-cgroup', args: expect.objectContaining({ path: `${own}/one` }) },
    ]);
  });

  test('swap can be limited where the file is there', () => {
    expect(hierarchy.support(answersFrom('v2', hierarchy.probe()))).toEqual({ swap: true });
    expect(hierarchy.support([{ e: 'ENOENT' }])).toEqual({ swap: false });
    expect(hierarchy.support([])).toEqual({ swap: false });
  });

  test('create, limit, join, freeze, remove', () => {
    const path = `${V2}/container-lab/one`;
    const write = (file: string, value: string) => ({ op: 'write-cgroup', args: { path, file, value } });
    expect(group.paths).toEqual({ memory: path, pids: path, cpu: path, unified: path });
    expect(group.create('aside')).toEqual([{ op: 'mkdir-cgroup', args: { subject: 'aside', path } }]);
    expect(group.limit(LIMITS, { swap: true })).toEqual([
      write('memory.swap.max', '0'),
      write('memory.max', '33554432'),
      write('pids.max', '20'),
      write('cpu.max', '20000 100000'),
    ]);
    expect(group.limit(LIMITS, { swap: false })[0]).toEqual(write('memory.max', '33554432'));
    expect(group.join('stage')).toEqual([{ op: 'join', args: { subject: 'stage', paths: [path] } }]);
    expect(group.freeze(true)).toEqual([write('cgroup.freeze', '1')]);
    expect(group.remove()).toEqual([{ op: 'rmdir-cgroup', args: { path } }]);
  });

  test('facts, as the kernel wrote them', () => {
    const { facts, files } = group.facts(answersFrom('v2', group.items()));
    expect(facts).toEqual({
      'cgroup.procs': ['736'],
      'cgroup.controllers': 'cpu memory pids',
      'cgroup.subtree_control': '',
      'cgroup.events.populated': '1',
      'cgroup.events.frozen': '0',
      'cgroup.freeze': '0',
      'cgroup.memory.max': '33554432',
      'cgroup.memory.current': '262144',
      'cgroup.memory.peak': '266240',
      'cgroup.memory.swap.max': '0',
      'cgroup.memory.events.max': '0',
      'cgroup.memory.events.oom_kill': '0',
      'cgroup.pids.max': '20',
      'cgroup.pids.current': '1',
      'cgroup.pids.events.max': '0',
      'cgroup.cpu.max': '20000 100000',
      'cgroup.cpu.weight': '100',
      'cgroup.cpu.stat.nr_periods': '3',
      'cgroup.cpu.stat.nr_throttled': '1',
      'cgroup.cpu.stat.throttled_usec': '40000',
      'cgroup.cpu.stat.usage_usec': '20000',
    });
    expect(files['cgroup.memory.events.oom_kill']).toBe(`${V2}/container-lab/one/memory.events`);
    expect(Object.keys(files)).toEqual(Object.keys(facts));
  });
});

describe('hybrid', () => {
  const hierarchy = hierarchyOf('hybrid');
  const group = hierarchy.plan('one');
  const at = (controller: string) => `/sys/fs/cgroup/${controller}/container-lab/one`;
  const trees = ['memory', 'pids', 'cpu', 'cpuacct', 'freezer', 'unified'];

  test('a directory in each hierarchy, and in the bare v2 tree', () => {
    expect(group.directories.map(({ path }) => path)).toEqual(trees.map(at));
    expect(group.directories.at(-1)).toEqual({ path: at('unified'), version: 2, controllers: [] });
    expect(hierarchy.setup().requests).toEqual(
      trees.map(name => ({ op: 'mkdir-cgroup', args: { path: `/sys/fs/cgroup/${name}/container-lab`, shared: true } })),
    );
    expect(group.create('stage')).toHaveLength(6);
    expect(group.join('stage')).toEqual([{ op: 'join', args: { subject: 'stage', paths: trees.map(at) } }]);
    expect(group.remove().map(({ args }) => args.path)).toEqual(trees.map(at).reverse());
  });

  test('limits: memory before the sum with swap, the period before the quota', () => {
    const writes = (limits: typeof LIMITS, swap: boolean) =>
      group
        .limit(limits, { swap })
        .map(({ args }) => `${String(args.value)} > ${String(args.path)}/${String(args.file)}`);
    expect(writes(LIMITS, true)).toEqual([
      `33554432 > ${at('memory')}/memory.limit_in_bytes`,
      `33554432 > ${at('memory')}/memory.memsw.limit_in_bytes`,
      `20 > ${at('pids')}/pids.max`,
      `100000 > ${at('cpu')}/cpu.cfs_period_us`,
      `20000 > ${at('cpu')}/cpu.cfs_quota_us`,
    ]);
    expect(writes({ ...LIMITS, swap: 4096 }, true)[1]).toContain('33558528 >');
    expect(writes(LIMITS, false)).toHaveLength(4);
    expect(hierarchy.probe()).toEqual(['cgroup::/sys/fs/cgroup/memory/container-lab/memory.memsw.limit_in_bytes']);
  });

  test('freezing goes through the v2 tree', () => {
    expect(group.freeze(false)).toEqual([
      { op: 'write-cgroup', args: { path: at('unified'), file: 'cgroup.freeze', value: '0' } },
    ]);
  });

  test('facts: the same keys, with the files of this machine', () => {
    const { facts, files } = group.facts(answersFrom('hybrid', group.items()));
    expect(facts).toMatchObject({
      'cgroup.procs': ['8658'],
      'cgroup.events.populated': '1',
      'cgroup.freeze': '0',
      'cgroup.memory.max': '33554432',
      'cgroup.memory.memsw.limit_in_bytes': '33554432',
      'cgroup.memory.events.oom_kill': '0',
      'cgroup.memory.events.max': '0',
      'cgroup.pids.max': '20',
      'cgroup.cpu.max': '20000 100000',
      'cgroup.cpu.stat.throttled_time': '0',
      'cgroup.cpuacct.usage': '0',
      'cgroup.freezer.state': 'THAWED',
    });
    expect(facts['cgroup.memory.swap.max']).toBeUndefined();
    expect(files['cgroup.memory.max']).toBe(`${at('memory')}/memory.limit_in_bytes`);
    expect(files['cgroup.cpu.max']).toEqual([`${at('cpu')}/cpu.cfs_quota_us`, `${at('cpu')}/cpu.cfs_period_us`]);
    expect(files['cgroup.procs']).toBe(`${at('memory')}/cgroup.procs`);
  });
});

describe('v1', () => {
  const hierarchy = hierarchyOf('v1');
  const group = hierarchy.plan('one');

  test('controllers that share a mount share a directory, also when its name has a comma', () => {
    const shared = '/sys/fs/cgroup/cpu,cpuacct/container-lab/one';
    expect(group.paths).toMatchObject({ cpu: shared, cpuacct: shared });
    expect(group.paths.unified).toBeUndefined();
    expect(group.create('stage')).toHaveLength(4);
    const [join] = group.join('stage');
    expect(encodeRequest(1, 'join', join?.args ?? {})).toContain('/cpu%2Ccpuacct/container-lab/one');
  });

  test('no swap accounting: the file is not there, so it is neither written nor shown', () => {
    expect(hierarchy.support(answersFrom('v1', hierarchy.probe()))).toEqual({ swap: false });
    const { facts } = group.facts(answersFrom('v1', group.items()));
    expect(facts['cgroup.memory.memsw.limit_in_bytes']).toBeUndefined();
    expect(facts['cgroup.cpu.max']).toBe('20000 100000');
    expect(facts['cgroup.events.populated']).toBeUndefined();
  });

  test('freezing', () => {
    expect(group.freeze(true)).toEqual([
      {
        op: 'write-cgroup',
        args: { path: '/sys/fs/cgroup/freezer/container-lab/one', file: 'freezer.state', value: 'FROZEN' },
      },
    ]);
  });
});

test('without any hierarchy every list is empty and all limits are missing', () => {
  const hierarchy = hierarchyOf('none');
  const group = hierarchy.plan('one');
  expect(hierarchy.missing).toEqual(['memory', 'pids', 'cpu']);
  expect(hierarchy.setup()).toEqual({ requests: [], notes: [] });
  expect([
    group.create('stage'),
    group.limit(LIMITS, { swap: true }),
    group.join('stage'),
    group.freeze(true),
    group.remove(),
  ]).toEqual([[], [], [], [], []]);
  expect(group.facts([])).toEqual({ facts: {}, files: {} });
});

test.each(['', '..', '.', 'a/b', '-x', 'a b'])('%j is no name for a group', name => {
  expect(() => hierarchyOf('v2').plan(name)).toThrow(RangeError);
});

describe('answers that are refusals', () => {
  test.each<Tree>(['v1', 'v2', 'hybrid'])('%s: another refusal than ENOENT is a fact', tree => {
    const group = hierarchyOf(tree).plan('one');
    const gone = group.facts(group.items().map(() => ({ e: 'ENODEV' })));
    expect(gone.facts['cgroup.memory.max']).toEqual({ error: 'ENODEV' });
    expect(gone.facts['cgroup.memory.events.oom_kill']).toEqual({ error: 'ENODEV' });
    expect(group.facts(group.items().map(() => ({ e: 'ENOENT' })))).toEqual({ facts: {}, files: {} });
    expect(group.facts([])).toEqual({ facts: {}, files: {} });
  });

  test('empty, binary and huge contents stay what they are', () => {
    const group = hierarchyOf('v2').plan('one');
    const items = group.items();
    expect(group.facts(items.map(() => ({ v: '' }))).facts).toMatchObject({
      'cgroup.procs': [],
      'cgroup.memory.max': '',
    });
    expect(group.facts(items.map(() => ({ v: '\0\xff' }))).facts['cgroup.memory.max']).toBe('\0\xff');
    const list = '1\n'.repeat(100_000);
    expect(group.facts(items.map(() => ({ v: list }))).facts['cgroup.procs']).toHaveLength(100_000);
    expect(group.facts(items.map(() => ({ v: 'oom_kill 3' }))).facts['cgroup.memory.events.oom_kill']).toBe('3');
  });
});
