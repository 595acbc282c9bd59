import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { Helper, temporaryFolder } from './helper.ts';

describe.runIf(needs(isRoot, 'mounts, needs root'))('filling a rootfs', () => {
  let h: Helper;
  let folder: string;
  let top: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    h = await Helper.start();
    top = h.hello.layers;
    await h.ok('spawn');
    await h.ok('mount', { source: 'layers', target: top, fstype: 'tmpfs', data: 'mode=755' });
  });
  afterAll(async () => {
    await h.quit();
    rmSync(folder, { recursive: true });
  });

  test('mkdir, with the mode that was asked for', async () => {
    const { calls } = await h.ok('mkdir', { paths: [`${top}/a`, `${top}/a/b`] });
    expect(calls.map(c => [c.name, c.args])).toEqual([
      ['mkdirat', expect.stringMatching(new RegExp(`^\\d+<${top}>, "a", 0755$`))],
      ['mkdirat', expect.stringMatching(new RegExp(`^\\d+<${top}/a>, "b", 0755$`))],
    ]);
    await h.ok('mkdir', { paths: [`${top}/tmp`], mode: 0o1777 });
    const [answer] = (await h.ok('look', { items: [`rstat:stage:${top}/tmp`] })).answers ?? [];
    expect(answer).toMatchObject({ mode: '41777' });
    expect(await h.refused('mkdir', { paths: [`${top}/a`] })).toEqual({ code: 'mkdir', errno: 'EEXIST' });
  });

  test('copy, symlink and write-file', async () => {
    const data = Buffer.alloc(300_000, 'x');
    writeFileSync(`${folder}/source`, data);
    await h.ok('copy', { source: `${folder}/source`, target: `${top}/copy`, mode: 0o755 });
    expect(await h.look(`bytes:stage:299990/100${top}/copy`)).toBe('x'.repeat(10));
    await h.ok('symlink', { target: '/bin/a b,c', paths: [`${top}/link one`, `${top}/link,two`] });
    expect(await h.look(`rlist:stage:${top}`)).toEqual(expect.arrayContaining(['link one', 'link,two']));
    await h.ok('write-file', { path: `${top}/file`, data: 'first\n', mode: 0o600 });
    await h.ok('write-file', { path: `${top}/file`, data: 'ü\n', mode: 0o644 });
    expect(await h.look(`bytes:stage:0/100${top}/file`)).toBe('\u00c3\u00bc\n');
    expect(await h.refused('copy', { source: `${folder}/nothing`, target: `${top}/x` })).toEqual({
      code: 'copy',
      errno: 'ENOENT',
    });
    expect(await h.refused('copy', { source: folder, target: `${top}/x` })).toEqual({ code: 'path', errno: null });
  });

  test("what the host has does not become the stage's own by being mounted once more", async () => {
    await h.ok('spawn', { subject: 'aside' });
    await h.ok('mount', { subject: 'aside', target: '/dev/shm', fstype: 'tmpfs', flags: ['MS_REMOUNT', 'MS_NOSUID'] });
    expect(await h.refused('mkdir', { subject: 'aside', paths: ['/dev/shm/new'] })).toMatchObject({ code: 'path' });
    const devtmpfs = await h.op('mount', { subject: 'aside', source: 'd', target: folder, fstype: 'devtmpfs' });
    if (devtmpfs.ok)
      expect(await h.refused('mkdir', { subject: 'aside', paths: [`${folder}/new`] })).toMatchObject({ code: 'path' });
    await h.ok('chdir', { subject: 'aside', path: '/mnt' });
    await h.ok('mount', { subject: 'aside', source: 't', target: '.', fstype: 'tmpfs' });
    await h.ok('mkdir', { subject: 'aside', paths: ['/mnt/new'] });
    await h.ok('drop', { subject: 'aside' });
  });

  test('never writes to a file system of the host, not even through a link', async () => {
    symlinkSync(folder, `${folder}/self`);
    const { rootfs, run } = h.hello;
    for (const path of [`${folder}/new`, `${rootfs}/new`, `${run}/new`, '/dev/shm/new', '/new', '/etc/new'])
      for (const reply of [
        await h.op('mkdir', { paths: [path] }),
        await h.op('write-file', { path, data: 'x' }),
        await h.op('symlink', { target: 'x', paths: [path] }),
        await h.op('copy', { source: '/etc/passwd', target: path }),
      ]) {
        expect(reply.error).toMatchObject({ code: 'path' });
        expect(existsSync(path)).toBe(false);
      }
    await h.ok('symlink', { target: folder, paths: [`${top}/out`] });
    expect(await h.refused('mkdir', { paths: [`${top}/out/new`] })).toEqual({ code: 'path', errno: null });
    await h.ok('symlink', { target: `${folder}/hit`, paths: [`${top}/hit`] });
    expect(await h.refused('write-file', { path: `${top}/hit`, data: 'x' })).toEqual({
      code: 'write-file',
      errno: 'ELOOP',
    });
    await h.ok('mount', { source: folder, target: rootfs, flags: ['MS_BIND'] });
    expect(await h.refused('mkdir', { paths: [`${rootfs}/new`] })).toEqual({ code: 'path', errno: null });
    await h.ok('umount', { target: rootfs });
    expect(existsSync(`${folder}/hit`) || existsSync(`${folder}/new`)).toBe(false);
  });

  test('unpack, which can write nowhere but into its target', async () => {
    mkdirSync(`${folder}/tree/bin`, { recursive: true });
    writeFileSync(`${folder}/tree/bin/x`, 'content');
    execFileSync('tar', ['-C', `${folder}/tree`, '-czf', `${folder}/good.tar.gz`, '.']);
    await h.ok('mkdir', { paths: [`${top}/image`] });
    await h.ok('unpack', { source: `${folder}/good.tar.gz`, target: `${top}/image` });
    expect(await h.look(`bytes:stage:0/100${top}/image/bin/x`)).toBe('content');

    writeFileSync(`${folder}/broken.tar`, 'this is no tar');
    const broken = await h.op('unpack', { source: `${folder}/broken.tar`, target: `${top}/image` });
    expect(broken.error).toMatchObject({ code: 'unpack', errno: null });
    expect(broken.error?.message).toContain('tar');
    expect(await h.refused('unpack', { source: `${folder}/good.tar.gz`, target: folder })).toEqual({
      code: 'path',
      errno: null,
    });
    expect(await h.refused('unpack', { source: `${folder}/none.tar`, target: `${top}/image` })).toEqual({
      code: 'unpack',
      errno: 'ENOENT',
    });
    await h.ok('mkdir', { paths: [`${top}/after`] });
  });

  test.runIf(needs('python3', 'writes the tar'))(
    'a tar that plants a link to the host and then writes through it',
    async () => {
      execFileSync('python3', [
        '-c',
        `
import tarfile, io
t = tarfile.open(${JSON.stringify(`${folder}/evil.tar`)}, 'w')
link = tarfile.TarInfo('way'); link.type = tarfile.SYMTYPE; link.linkname = ${JSON.stringify(folder)}; t.addfile(link)
file = tarfile.TarInfo('way/planted'); file.size = 4; t.addfile(file, io.BytesIO(b'evil'))
up = tarfile.TarInfo('../../../../../..${folder}/climbed'); up.size = 4; t.addfile(up, io.BytesIO(b'evil'))
`,
      ]);
      await h.op('unpack', { source: `${folder}/evil.tar`, target: `${top}/image` });
      expect(existsSync(`${folder}/planted`) || existsSync(`${folder}/climbed`)).toBe(false);
    },
  );
});
