import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { cgroupMount, Helper, memoryTree } from './helper.ts';

const NAMESPACES = ['mnt', 'uts', 'ipc', 'net', 'pid', 'user', 'cgroup', 'time'];

describe.runIf(needs(isRoot, 'makes a stage, needs root'))('look', () => {
  let h: Helper;
  let pid: number;
  beforeAll(async () => {
    h = await Helper.start();
    pid = (await h.ok('spawn')).pid ?? 0;
  });
  afterAll(async () => {
    await h.quit();
  });

  test('links, files and identities are those of the kernel', async () => {
    for (const name of NAMESPACES) {
      expect(await h.look(`link:host:ns/${name}`)).toBe(readlinkSync(`/proc/self/ns/${name}`));
      expect(await h.look(`link:stage:ns/${name}`)).toBe(readlinkSync(`/proc/${pid}/ns/${name}`));
    }
    expect(await h.look('read:stage:mountinfo')).toBe(readFileSync(`/proc/${pid}/mountinfo`, 'latin1'));
    expect(await h.look('read:host:net/dev')).toMatch(/\blo:/);
    const { dev, ino } = statSync(`/proc/${pid}/root/`);
    expect(await h.look('stat:stage:root')).toBe(
      `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}/${ino}`,
    );
  });

  test('what cannot be read is an answer, not a failure', async () => {
    const { answers, ok } = await h.ok('look', {
      items: [
        'read:stage:nothing',
        'read:app:status',
        'read:aside:status',
        'link:stage:status',
        'read:stage:exe',
        'rlist:stage:/etc/passwd',
        'rstat:stage:/nothing',
        'bytes:stage:x/1/etc',
        'bytes:stage:0/9/etc',
        'bytes:stage:0/262145/etc/passwd',
        'cgroup::/sys/fs/cgroup/cgroup.procs',
      ],
    });
    expect(ok).toBe(true);
    expect(answers).toEqual(
      ['ENOENT', 'ESRCH', 'ESRCH', 'EINVAL', 'ELOOP', 'ENOTDIR', 'ENOENT', 'EINVAL', 'EISDIR', 'EINVAL', 'EACCES'].map(
        e => ({ e }),
      ),
    );
  });

  test('files and lists are those of the subject’s root', async () => {
    await h.ok('mount', { source: 'layers', target: h.hello.layers, fstype: 'tmpfs' });
    await h.ok('mkdir', { paths: ['b', 'a', 'c'].map(name => `${h.hello.layers}/${name}`) });
    await h.ok('write-file', { path: `${h.hello.layers}/a/bytes`, data: '\u00e4"\\\n\u001b' });
    expect(await h.look(`rlist:stage:${h.hello.layers}`)).toEqual(['a', 'b', 'c']);
    expect(await h.look(`rlist:host:${h.hello.layers}`)).toEqual([]);
    expect(await h.look(`bytes:stage:0/99${h.hello.layers}/a/bytes`)).toBe('\u00c3\u00a4"\\\n\u001b');
    expect(await h.look(`bytes:stage:2/1/${h.hello.layers}/a/bytes`)).toBe('"');
    await h.ok('symlink', { target: '/../../../etc', paths: [`${h.hello.layers}/up`] });
    await h.ok('chroot', { path: h.hello.layers });
    expect(await h.look('rlist:stage:/')).toEqual(['a', 'b', 'c', 'up']);
    expect(await h.look('rlist:stage:/up')).toBe('ENOENT'); // followed inside the root, never out of it
    expect((await h.ok('look', { items: ['rstat:stage:/a/bytes'] })).answers).toMatchObject([{ mode: '100644' }]);
  });

  test('a file of more than a mebibyte is cut, and says so', async () => {
    const zeros = (await h.ok('look', { items: ['read:host:pagemap'] })).answers?.[0];
    expect(zeros).toMatchObject({ cut: true });
    expect(zeros && 'v' in zeros && zeros.v.length).toBe(1 << 20);
  });

  test('control files only of groups of this session', async ctx => {
    const mount = cgroupMount('pids') ?? memoryTree()?.mount ?? cgroupMount('unified');
    if (!mount) return ctx.skip('no cgroup hierarchy is mounted');
    const path = `${mount}/container-lab`;
    await h.ok('mkdir-cgroup', { path, shared: 1 });
    expect(await h.look(`cgroup::${path}/cgroup.procs`)).toBe('');
    expect(await h.look(`cgroup::${path}/nothing`)).toBe('ENOENT');
    expect(await h.look(`cgroup::${mount}/cgroup.procs`)).toBe('EACCES');
  });

  test('seventy items in one reply', async () => {
    const items = Array.from({ length: 70 }, (_, i) =>
      i % 2 ? 'read:host:status' : `link:host:ns/${NAMESPACES[i % 8] ?? 'mnt'}`,
    );
    expect((await h.ok('look', { items })).answers).toHaveLength(70);
  });
});
