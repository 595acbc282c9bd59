import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { factsFrom, queriesFor } from '../../src/observe/snapshot.ts';
import { type Answer, encodeQuery, type Query } from '../../src/observe/source.ts';
import { encodeRequest } from '../../src/protocol/encode.ts';
import { FixtureSource } from '../helpers/fixture-source.ts';
import { NodeSource } from '../helpers/node-source.ts';
import { takeSnapshot } from '../helpers/take-snapshot.ts';

const fixtures = new FixtureSource(fileURLToPath(new URL('../fixtures/observe', import.meta.url)));
const frame = { subjects: ['host', 'stage', 'app'] as const, rootfs: '/run/lab/rootfs', layers: '/run/lab/layers' };

describe('from a tree of files', () => {
  test('the whole snapshot of the stage after unshare', async () => {
    const { stage } = await takeSnapshot(fixtures, frame);
    expect(stage?.facts).toMatchObject({
      'ns.mnt': 'mnt:[4026532141]',
      'ns.uts': 'uts:[4026532138]',
      'ns.ipc': 'ipc:[4026532139]',
      'ns.net': 'net:[4026532140]',
      'ns.pid': 'pid:[4026531836]',
      'ns.user': 'user:[4026531837]',
      'ns.cgroup': 'cgroup:[4026532135]',
      'ns.time': 'time:[4026531834]',
      // Nothing has been forked yet: the kernel refuses, and the refusal is the fact.
      'ns.pid_for_children': { error: 'ENOENT' },
      'ns.time_for_children': 'time:[4026531834]',
      'link.root': '/',
      'link.cwd': '/',
      'link.exe': '/usr/lib/container-lab/lab-helper',
      rootId: '0:52/1',
      mounts: [],
      'status.Name': 'lab-helper',
      'status.PPid': '810',
      'status.NSpid': '812 1',
      'status.CapEff': '000001ffffffffff',
      'status.CapBnd': '000001ffffffffff',
      'status.NoNewPrivs': '0',
      'status.Seccomp': '0',
      uid_map: ['         0          0 4294967295'],
      gid_map: ['         0          0 4294967295'],
      hostname: 'lab-box',
      'net.devices': ['lo'],
      'cgroup.path': ['1:cpu:/container-lab/one', '0::/container-lab/one'],
      'root.entries': ['bin', 'etc', 'zwei'],
      'rootfs.id': { error: 'ENOENT' },
      'rootfs.entries': { error: 'ENOENT' },
      'layers.entries': { error: 'ENOENT' },
    });
    expect(stage?.files).toEqual({});
  });

  test('the host, and nobody for who is not there', async () => {
    const snapshot = await takeSnapshot(fixtures, frame);
    expect(Object.keys(snapshot)).toEqual(['host', 'stage']);
    expect(snapshot.host?.facts).toMatchObject({
      mounts: expect.arrayContaining([
        '31 27 0:28 / /mnt/two\\040words rw,relatime master:7 - tmpfs tmpfs rw,mode=755',
      ]),
      'net.devices': ['lo', 'enp0s3'],
      'rootfs.id': '0:41/7',
      'rootfs.entries': ['.gitkeep'],
      'ns.pid_for_children': 'pid:[4026531836]',
    });
    expect(snapshot.host?.facts.mounts).toHaveLength(3);
  });

  test('without the places of a session their facts are left out', async () => {
    const { host } = await takeSnapshot(fixtures, { subjects: ['host'] });
    expect(Object.keys(host?.facts ?? {})).not.toEqual(expect.arrayContaining(['rootfs.id']));
    expect(host?.facts['layers.entries']).toBeUndefined();
  });
});

describe('cgroup facts', () => {
  const group = {
    items: () => ['cgroup::/g/a', 'cgroup::/g/b'],
    facts: (answers: readonly Answer[]) => ({
      facts: { 'cgroup.x': answers.length.toString() },
      files: { 'cgroup.x': '/g/a' },
    }),
  };

  test('belong to the subject whose group it is', () => {
    const withGroup = { subjects: ['host', 'stage'] as const, cgroups: [{ subject: 'stage' as const, group }] };
    const queries = queriesFor(withGroup);
    expect(queries.slice(-2).map(encodeQuery)).toEqual(['cgroup::/g/a', 'cgroup::/g/b']);
    const snapshot = factsFrom(
      withGroup,
      queries.map(() => ({ e: 'EACCES' })),
    );
    expect(snapshot.stage).toMatchObject({ facts: { 'cgroup.x': '2' }, files: { 'cgroup.x': '/g/a' } });
    expect(snapshot.host?.facts['cgroup.x']).toBeUndefined();
  });

  test('of a subject that is gone are dropped', () => {
    const gone = { subjects: ['aside'] as const, cgroups: [{ subject: 'aside' as const, group }] };
    expect(
      factsFrom(
        gone,
        queriesFor(gone).map(({ kind }) => (kind === 'cgroup' ? { v: '1' } : { e: 'ESRCH' })),
      ),
    ).toEqual({});
  });
});

describe('hostile and odd answers', () => {
  const one = { subjects: ['stage'] as const };
  const answering = (answer: (query: Query) => Answer) =>
    factsFrom(one, queriesFor(one).map(answer)).stage?.facts ?? {};
  const reading = (path: string, v: string, cut?: true): Record<string, unknown> =>
    answering(query =>
      query.kind === 'read' && query.path === path ? { v, ...(cut ? { cut } : {}) } : { e: 'EACCES' },
    );

  test('refusals of each kind are facts', () => {
    expect(new Set(Object.values(answering(() => ({ e: 'EPERM' }))).map(value => JSON.stringify(value)))).toEqual(
      new Set(['{"error":"EPERM"}']),
    );
  });

  test.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['\xff\n', ['\\xff']],
  ])('mounts %j', (text, lines) => {
    expect(reading('mountinfo', text).mounts).toEqual(lines);
  });

  test('a line that was cut is not shown', () => {
    expect(reading('mountinfo', 'whole\nhal', true).mounts).toEqual(['whole']);
  });

  test('binary, empty and huge texts', () => {
    expect(reading('status', '').mounts).toEqual({ error: 'EACCES' });
    expect(reading('status', '')['status.Name']).toBeUndefined();
    expect(reading('status', '\0\xff\n')['status.Name']).toBeUndefined();
    expect(reading('net/dev', '')['net.devices']).toEqual([]);
    expect(reading('uid_map', '').uid_map).toEqual([]);
    expect(reading('mountinfo', 'x\n'.repeat(500_000)).mounts).toHaveLength(500_000);
  });

  test('names that are not UTF-8 stay different from each other', () => {
    const facts = answering(query => (query.kind === 'rlist' ? { list: ['caf\xc3\xa9', 'caf\xe9'] } : { e: 'EACCES' }));
    expect(facts['root.entries']).toEqual(['café', 'caf\\xe9']);
  });

  test('answers that do not fit their question are not made into values', () => {
    const facts = answering(() => ({ id: '1:2/3' }));
    expect(facts.rootId).toBe('1:2/3');
    expect(facts['ns.uts']).toBeNull();
    expect(facts.mounts).toBeNull();
  });

  test('fewer answers than questions', () => {
    expect(factsFrom(one, [])).toEqual({});
    expect(Object.keys(factsFrom(one, [{ v: 'mnt:[1]' }]).stage?.facts ?? {})).toEqual(['ns.mnt']);
  });
});

describe('a process that begins to end while it is read', () => {
  const own = { subjects: ['host', 'aside'] as const };
  const line = (state: string, flags: number) => ({
    v: `7 (x) ${state} 1 7 7 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 42`,
  });
  const photo = (stat: Answer) =>
    factsFrom(
      own,
      queriesFor(own).map(({ subject, path }) =>
        path !== 'stat' ? { e: 'EACCES' } : subject === 'aside' ? stat : line('S', 0),
      ),
    );

  test.each<[string, Answer, true | undefined]>([
    ['lives', line('R', 0x400100), undefined],
    ['is taken apart, and still said to run', line('R', 0x400104), true],
    ['is a zombie', line('Z', 0), true],
    ['is buried', { e: 'ESRCH' }, true],
    ['is not found', { e: 'ENOENT' }, true],
    ['may not be read', { e: 'EACCES' }, undefined],
    ['is not told in time', { e: 'ETIMEDOUT' }, undefined],
  ])('%s', (_what, stat, ending) => {
    expect(photo(stat).aside?.ending).toBe(ending);
    expect(photo(stat).host?.ending).toBeUndefined();
  });

  test('says so in the last answer', () => {
    for (const subject of own.subjects)
      expect(
        queriesFor({ ...own, rootfs: '/r', layers: '/l' })
          .filter(q => q.subject === subject)
          .at(-1)?.path,
      ).toBe('stat');
  });
});

test('three subjects fit one request', () => {
  const items = queriesFor({
    ...frame,
    rootfs: '/run/container-lab/abcdefgh/rootfs',
    layers: '/run/container-lab/abcdefgh/layers',
  }).map(encodeQuery);
  expect(encodeRequest(1, 'look', { items }).length).toBeLessThan(4096);
});

test('this very process, compared with other ways to ask', async () => {
  const { host } = await takeSnapshot(new NodeSource({ host: process.pid }), {
    subjects: ['host'],
    rootfs: process.cwd(),
  });
  const facts = host?.facts ?? {};
  for (const name of readdirSync('/proc/self/ns'))
    expect(facts[`ns.${name}`]).toBe(readlinkSync(`/proc/self/ns/${name}`));
  const root = statSync('/', { bigint: true });
  expect(facts.rootId).toMatch(new RegExp(`^\\d+:\\d+/${root.ino}$`));
  expect(facts['rootfs.id']).toMatch(new RegExp(`/${statSync('.').ino}$`));
  const device = (facts.mounts as string[])
    .map(line => line.split(' '))
    .filter(words => words[4] === '/')
    .at(-1)?.[2];
  expect(facts.rootId).toBe(`${device}/${root.ino}`);
  expect(facts.mounts).toEqual(readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n'));
  expect(facts.hostname).toBe(hostname());
  expect(facts['link.cwd']).toBe(process.cwd());
  expect(facts['link.exe']).toBe(process.execPath);
  expect(facts['status.PPid']).toBe(String(process.ppid));
  expect(facts['root.entries']).toEqual(readdirSync('/').sort());
});
