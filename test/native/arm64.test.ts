/**
 * The helper as a program for arm64, under qemu-user on this kernel: as far as that emulator goes. It lacks clone(2) with
 * CLONE_PARENT, setns(2) into namespaces of another process, unshare(CLONE_NEWUSER), clone3, openat2 and mount_setattr, so
 * steps 2 (the fork) and 6 cannot be taken here: those are for a whole arm64 machine, `npm run test:arm64`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot, needs } from '../helpers/require.ts';
import { HELPER, Helper, makeGroup, memoryTree } from './helper.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ready = [
  needs('qemu-aarch64-static', 'runs programs for arm64; Debian package qemu-user-static'),
  needs('aarch64-linux-gnu-gcc', 'builds for arm64'),
  needs(isRoot, 'makes mounts and cgroups, needs root'),
];

describe.runIf(ready.every(Boolean))('on arm64', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-arm64-'));
  const helper = join(dir, 'lab-helper');
  /** Starts like the helper itself: `LAB_HELPER=this npm run vitest test/native` is the long form of this file. */
  const emulated = join(dir, 'emulated');
  beforeAll(() => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const options = `-std=c11 -O1 -static -D_GNU_SOURCE -Isrc -DLAB_VERSION='"${version}"'`;
    execFileSync('sh', ['-c', `aarch64-linux-gnu-gcc ${options} -o "$0" src/*/*.c`, helper], {
      cwd: join(ROOT, 'native'),
    });
    writeFileSync(emulated, `#!/bin/sh\nexec qemu-aarch64-static '${helper}' "$@"\n`);
    chmodSync(emulated, 0o755);
  }, 60_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('knows the same ops, and its architecture', () => {
    const says = (program: string, mode: string) => execFileSync(program, [mode], { encoding: 'utf8' });
    expect(says(emulated, '--schema')).toBe(says(HELPER, '--schema'));
    const probe = JSON.parse(says(emulated, 'probe'));
    expect(probe.arch).toBe('aarch64');
    expect(probe.can).toMatchObject({ mountNs: true, pivotRoot: true, overlay: true, pidNsAndProc: true });
  });

  test('mounts, unshares, changes its root, limits itself, and leaves nothing', async () => {
    const h = await Helper.start([emulated]);
    await h.ok('spawn');
    const { layers } = h.hello;
    await h.ok('mount', { source: 'layers', target: layers, fstype: 'tmpfs', data: 'mode=755' });
    await h.ok('mkdir', { paths: [`${layers}/old`, `${layers}/proc`] });
    const before = await h.look('link:stage:ns/uts');
    await h.ok('unshare', { flags: ['CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET'] });
    expect(await h.look('link:stage:ns/uts')).not.toBe(before);
    await h.ok('sethostname', { name: 'arm' });
    expect(await h.look('hostname:stage:')).toBe('arm');
    await h.ok('loopback-up');
    await h.ok('chdir', { path: layers });
    await h.ok('pivot_root', { new: layers, put: `${layers}/old` });
    await h.ok('umount', { target: '/old', flags: ['MNT_DETACH'] });
    expect(await h.look('link:stage:root')).toBe('/');
    if (memoryTree() !== null) {
      const path = await makeGroup(h);
      await h.ok('join', { paths: [path] });
      expect(await h.look('read:stage:cgroup')).toContain(path.slice(path.indexOf('container-lab')));
    }
    expect(await h.refused('chroot', { path: '/nowhere' })).toEqual({ code: 'chroot', errno: 'ENOENT' });
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
  });
});
