/** A strict subject carries out a lesson that nobody vouches for: whatever its ops name, nothing of the machine is read, covered or started. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpArgs, OpName } from '../../src/protocol/ops.gen.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { unique } from '../helpers/unique.ts';
import { APPS, Helper } from './helper.ts';

type Request = { [Name in OpName]: [Name, OpArgs[Name]] }[OpName];

describe.runIf(needs(isRoot, 'mounts, needs root'))('a strict subject', () => {
  const folder = join(tmpdir(), `lab-strict-${unique}`);
  const secret = join(folder, 'private');
  beforeAll(() => {
    mkdirSync(secret, { recursive: true, mode: 0o700 });
    writeFileSync(join(secret, 'name-of-a-private-file'), 'secret', { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let h: Helper;
  let rootfs: string;
  let layers: string;
  beforeEach(async () => {
    h = await Helper.start();
    ({ rootfs, layers } = h.hello);
    await h.ok('spawn', { strict: 1, programs: APPS });
  });
  afterEach(async () => {
    if (!h.end) await h.quit();
  });

  async function all(requests: Request[]): Promise<void> {
    for (const [op, args] of requests) await h.ok(op, args as never);
  }
  const tmpfs = (target: string): Request => ['mount', { source: 't', target, fstype: 'tmpfs' }];
  const mkdir = (...paths: string[]): Request => ['mkdir', { paths }];
  const ownPid: Request[] = [
    ['unshare', { flags: ['CLONE_NEWPID'] }],
    ['fork', {}],
  ];
  /** A proc below {rootfs}, as a lesson may mount it. */
  const withProc = (): Request[] => [
    ...ownPid,
    tmpfs(rootfs),
    mkdir(`${rootfs}/p`),
    ['mount', { source: 'proc', target: `${rootfs}/p`, fstype: 'proc' }],
  ];
  /** The machine's root stands at {rootfs}/old. */
  const pivoted = (): Request[] => [
    tmpfs(rootfs),
    mkdir(`${rootfs}/old`),
    ['pivot_root', { new: rootfs, put: `${rootfs}/old` }],
    ['chdir', { path: '/' }],
  ];

  type Case = [string, () => Request[], () => Request];
  const cases: Case[] = [
    // what a reviewer's lesson did
    ['looks into a private directory', () => [], () => ['chroot', { path: secret }]],
    [
      'mounts a proc of the machine',
      () => [tmpfs(rootfs), mkdir(`${rootfs}/p`)],
      () => ['mount', { source: 'proc', target: `${rootfs}/p`, fstype: 'proc' }],
    ],
    ['copies an environment', withProc, () => ['copy', { source: `${rootfs}/p/1/environ`, target: `${rootfs}/x` }]],
    ['takes the kernel log', withProc, () => ['copy', { source: `${rootfs}/p/kmsg`, target: `${rootfs}/x` }]],
    // the root, the working directory
    ['goes there', () => [], () => ['chdir', { path: secret }]],
    ['goes into a proc', withProc, () => ['chdir', { path: `${rootfs}/p/1` }]],
    ['goes where a magic link leads', withProc, () => ['chroot', { path: `${rootfs}/p/self/root` }]],
    ['goes where the machine’s magic links lead', () => [], () => ['chroot', { path: '/proc/1/root/root' }]],
    [
      'goes where a link of its own leads',
      () => [tmpfs(rootfs), ['symlink', { target: secret, paths: [`${rootfs}/l`] }]],
      () => ['chroot', { path: `${rootfs}/l` }],
    ],
    ['goes into the old root', pivoted, () => ['chroot', { path: `/old${secret}` }]],
    [
      'turns to a root of the machine’s',
      () => [tmpfs(rootfs), mkdir(`${rootfs}/old`)],
      () => ['pivot_root', { new: '/proc', put: `${rootfs}/old` }],
    ],
    // files
    ['copies a file', () => [tmpfs(rootfs)], () => ['copy', { source: '/etc/passwd', target: `${rootfs}/x` }]],
    ['copies one of the old root', pivoted, () => ['copy', { source: '/old/etc/passwd', target: '/x' }]],
    [
      'copies through a link',
      () => [tmpfs(rootfs), ['symlink', { target: '/etc/passwd', paths: [`${rootfs}/l`] }]],
      () => ['copy', { source: `${rootfs}/l`, target: `${rootfs}/x` }],
    ],
    ['makes a file', () => [], () => ['write-file', { path: join(folder, 'made'), data: 'x' }]],
    ['makes a directory', () => [], () => ['mkdir', { paths: [join(folder, 'made')] }]],
    ['makes a link', () => [], () => ['symlink', { target: 'x', paths: [join(folder, 'made')] }]],
    // mounts
    ['binds a directory', () => [], () => ['mount', { source: secret, target: rootfs, flags: ['MS_BIND'] }]],
    [
      'binds a file of proc',
      () => [...withProc(), ['write-file', { path: `${rootfs}/x`, data: '' }]],
      () => ['mount', { source: `${rootfs}/p/sys/kernel/domainname`, target: `${rootfs}/x`, flags: ['MS_BIND'] }],
    ],
    [
      'moves a mount of the machine',
      () => [tmpfs(rootfs)],
      () => ['mount', { source: '/proc', target: rootfs, flags: ['MS_MOVE'] }],
    ],
    ...['/etc', '/root', '/', '/usr', '/tmp'].map(
      (target): Case => [`covers ${target}`, () => [], () => ['mount', { source: 't', target, fstype: 'tmpfs' }]],
    ),
    [
      'covers what a magic link leads to',
      () => [],
      () => ['mount', { source: 't', target: '/proc/self/cwd', fstype: 'tmpfs' }],
    ],
    ['changes a file system', () => [], () => ['mount', { target: '/', flags: ['MS_REMOUNT', 'MS_RDONLY'] }]],
    ...['cgroup2', 'devtmpfs', 'debugfs', 'tracefs', 'securityfs', 'bpf', 'ext4', 'nfs', 'fuse', 'binfmt_misc'].map(
      (fstype): Case => [`mounts a ${fstype}`, () => [], () => ['mount', { source: 'x', target: rootfs, fstype }]],
    ),
    [
      'mounts the machine’s message queues',
      () => [],
      () => ['mount', { source: 'q', target: rootfs, fstype: 'mqueue' }],
    ],
    ...[
      ...['lowerdir=/etc', 'lowerdir={l}:/etc', 'lowerdir={l},upperdir=/etc,workdir={l}/w', 'lowerdir=etc'],
      ...['lowerdir={l}\\:/etc', 'lowerdir+=/etc', 'lowerdir={l},lowerdir=/etc', 'lowerdir={l}::/etc'],
      'lowerdir={l}/link',
    ].map(
      (data): Case => [
        `lays ${data} over each other`,
        () => [tmpfs(layers), mkdir(`${layers}/w`), ['symlink', { target: '/etc', paths: [`${layers}/link`] }]],
        () => ['mount', { source: 'o', target: rootfs, fstype: 'overlay', data: data.replaceAll('{l}', layers) }],
      ],
    ),
    ['breaks off', () => [], () => ['umount', { target: '/', flags: ['MNT_FORCE'] }]],
    // programs
    ['starts a program', () => ownPid, () => ['exec', { argv: ['/bin/sh', '-c', 'true'], root: 'host' }]],
    ['starts one by its name', () => ownPid, () => ['exec', { argv: ['sh', '-c', 'true'], root: 'host' }]],
    ['starts the workshop’s program', () => ownPid, () => ['exec', { argv: [APPS, 'true'], root: 'host' }]],
    [
      'starts one in a root of its own',
      () => [
        ...ownPid,
        tmpfs(rootfs),
        ['copy', { source: APPS, target: `${rootfs}/x`, mode: 0o755 }],
        ['chroot', { path: rootfs }],
      ],
      () => ['exec', { argv: ['/x', 'pause'] }],
    ],
  ];
  test.each(cases)('that %s is refused', async (_what, before, last) => {
    await all(before());
    const [op, args] = last();
    const refusal = await h.op(op, args as never);
    expect(refusal).toMatchObject({ ok: false, error: { code: 'untrusted', errno: null }, calls: [] });
    expect(refusal.error?.message).toContain('the lesson is not trusted');
    expect(existsSync(join(folder, 'made'))).toBe(false);
  });

  test('is not told what names there are on the machine', async () => {
    const answers = [];
    for (const path of [secret, join(secret, 'name-of-a-private-file'), join(secret, 'nothing')])
      for (const request of [
        ['chdir', { path }],
        ['mkdir', { paths: [`${path}/x`] }],
        ['copy', { source: path, target: `${rootfs}/x` }],
      ] as Request[])
        answers.push((await h.op(request[0], request[1] as never)).error?.message.replaceAll(path, '*'));
    expect(new Set(answers.slice(0, 3))).toEqual(new Set(answers.slice(3, 6)));
    expect(new Set(answers.slice(0, 3))).toEqual(new Set(answers.slice(6)));
  });

  test('shows names only of its own file systems', async () => {
    await all(withProc());
    expect(await h.look(`rlist:stage:${rootfs}`)).toEqual(['p']);
    expect(await h.look(`rlist:stage:${layers}`)).toEqual([]);
    expect(await h.look('rlist:stage:/')).toContain('etc');
    for (const path of [`${rootfs}/p`, secret, '/root', '/proc/self/root']) {
      const answer = await h.look(`rlist:stage:${path}`);
      expect(['EACCES', 'ELOOP'], path).toContain(answer);
    }
  });

  test('shows no directory of the machine that it has put where its own ones are looked for', async () => {
    await all([
      tmpfs(rootfs),
      ...rootfs
        .slice(1)
        .split('/')
        .map((_name, i, parts): Request => mkdir(`${rootfs}/${parts.slice(0, i + 1).join('/')}`)),
      mkdir(`${rootfs}${layers}`),
      ['pivot_root', { new: rootfs, put: `${rootfs}${layers}` }],
    ]);
    // the old root lies where {layers} is looked for, and in it what nobody else may list
    expect(await h.look(`rlist:stage:${layers}${secret}`)).toBe('EACCES');
    await all([
      ['umount', { target: layers, flags: ['MNT_DETACH'] }],
      ['symlink', { target: `.${layers}`, paths: ['/l'] }],
    ]);
    expect(await h.look('rlist:stage:/')).toContain('l');
  });

  test('takes no shell in a root of its own, and one in the machine’s', async () => {
    await h.ok('enter', { argv: ['/bin/sh', '-c', 'true'], root: 'host' });
    await all([tmpfs(rootfs), ['chroot', { path: rootfs }]]);
    const refusal = await h.op('enter', { argv: ['/bin/sh', '-i'] });
    expect(refusal.error).toMatchObject({ code: 'untrusted', message: expect.stringContaining('a shell would read') });
  });

  test('stays one in its successor, and is none after the next birth', async () => {
    await all(ownPid);
    expect(await h.refused('chdir', { path: secret })).toMatchObject({ code: 'untrusted' });
    await all([
      ['drop', {}],
      ['spawn', {}],
      ['chdir', { path: secret }],
    ]);
  });

  test('builds a container of its own file systems', async () => {
    await all([
      ['unshare', { flags: ['CLONE_NEWPID', 'CLONE_NEWUTS', 'CLONE_NEWIPC'] }],
      ['fork', {}],
      ['mount', { target: '/', flags: ['MS_PRIVATE', 'MS_REC'] }],
      tmpfs('/mnt'),
      ['mount', { source: 'proc', target: '/proc', fstype: 'proc' }],
      tmpfs(layers),
      mkdir(`${layers}/image`, `${layers}/changes`, `${layers}/work`, `${layers}/image/proc`, `${layers}/image/old`),
      mkdir(`${layers}/image/dev`),
      // what the image is made of comes from the machine: the user has chosen it
      ['copy', { source: '/etc/passwd', target: `${layers}/image/passwd`, image: 1 }],
      ['copy', { source: APPS, target: `${layers}/image/apps`, mode: 0o755 }],
      ['symlink', { target: 'image', paths: [`${layers}/current`] }],
      [
        'mount',
        {
          source: 'o',
          target: rootfs,
          fstype: 'overlay',
          data: `lowerdir=${layers}/current,upperdir=${layers}/changes,workdir=${layers}/work,index=off`,
        },
      ],
      ['mount', { source: `${layers}/image`, target: `${rootfs}/old`, flags: ['MS_BIND'] }],
      ['mount', { target: `${rootfs}/old`, flags: ['MS_REMOUNT', 'MS_BIND', 'MS_RDONLY'] }],
      ['mount', { source: 'q', target: '/sys', fstype: 'mqueue' }],
      ['chdir', { path: rootfs }],
      ['pivot_root', { new: '.', put: '.' }],
      ['umount', { target: '.', flags: ['MNT_DETACH'] }],
      ['chdir', { path: '/' }],
      ['mount', { source: 'proc', target: '/proc', fstype: 'proc' }],
      ['make-dev', {}],
      ['protect-proc', {}],
      ['write-file', { path: '/hello', data: 'x' }],
    ]);
    expect(await h.look('rlist:stage:/')).toEqual(expect.arrayContaining(['apps', 'hello', 'passwd']));
  });

  test('walks out of a chroot to where it was born', async () => {
    await all([
      ...ownPid,
      ['open-root', {}],
      ['chroot', { path: rootfs }],
      ['fchdir-root', {}],
      ['chroot', { path: '.' }],
    ]);
  });
});

describe.runIf(needs(isRoot, 'mounts, needs root'))('of a subject that is trusted', () => {
  let h: Helper;
  let rootfs: string;
  let layers: string;
  beforeEach(async () => {
    h = await Helper.start();
    ({ rootfs, layers } = h.hello);
    await h.ok('spawn');
  });
  afterEach(async () => {
    if (!h.end) await h.quit();
  });

  test('write-file writes to no file that is mounted on an id map', async () => {
    const file = '/proc/sys/kernel/domainname';
    const was = readFileSync(file, 'utf8');
    await h.ok('mount', { source: file, target: '/proc/self/uid_map', flags: ['MS_BIND'] });
    const { error } = await h.op('write-file', { path: '/proc/self/uid_map', data: 'somebody-else' });
    const is = readFileSync(file, 'utf8');
    if (is !== was) writeFileSync(file, was);
    expect({ is, code: error?.code }).toEqual({ is: was, code: 'path' });
  });

  test('write-file and copy write to no file of the host that is mounted on one of theirs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-strict-'));
    const file = join(folder, 'kept');
    writeFileSync(file, 'kept');
    await h.ok('mount', { source: 't', target: layers, fstype: 'tmpfs' });
    await h.ok('write-file', { path: `${layers}/x`, data: 'mine' });
    await h.ok('mount', { source: file, target: `${layers}/x`, flags: ['MS_BIND'] });
    const written = await h.op('write-file', { path: `${layers}/x`, data: 'lost' });
    const copied = await h.op('copy', { source: '/etc/passwd', target: `${layers}/x` });
    const content = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    expect([content, written.error?.code, copied.error?.code]).toEqual(['kept', 'path', 'path']);
  });

  test('a file system of the host does not become its own by a link in what covers the mount point', async () => {
    const outside = mkdtempSync('/dev/shm/lab-strict-');
    await h.ok('mount', { source: 't', target: layers, fstype: 'tmpfs' });
    await h.ok('mkdir', { paths: ['lower', 'upper', 'work', 'upper/a'].map(name => `${layers}/${name}`) });
    await h.ok('mkdir', { paths: [`${layers}/a`] });
    // before the mount a/l leads to a, after it to the host
    await h.ok('symlink', { target: '../a', paths: [`${layers}/a/l`] });
    await h.ok('symlink', { target: outside, paths: [`${layers}/lower/l`] });
    await h.ok('mount', {
      source: 'o',
      target: `${layers}/a/l`,
      fstype: 'overlay',
      data: `lowerdir=${layers}/lower,upperdir=${layers}/upper,workdir=${layers}/work`,
    });
    const made = await h.op('write-file', { path: `${outside}/made`, data: 'x' });
    const there = existsSync(`${outside}/made`);
    rmSync(outside, { recursive: true });
    expect([there, made.error?.code]).toEqual([false, 'path']);
    await h.ok('write-file', { path: `${layers}/a/made`, data: 'x' });
    expect(await h.look(`rlist:stage:${layers}/a`)).toEqual(['a', 'l', 'made']);
    expect(rootfs).not.toBe(layers);
  });
});
