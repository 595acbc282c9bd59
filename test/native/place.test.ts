/** Nothing is started on the machine's own root by mistake, whatever was asked for before: the helper asks the kernel. */
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { traces } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { APPS, HELPER, Helper, mountRootfs, temporaryFolder } from './helper.ts';

const ORDER = { code: 'order', errno: null };
const ready = [
  needs(isRoot, 'makes mounts and becomes another user, needs root'),
  needs('setpriv', 'becomes another user'),
  needs('busybox', 'a shell for the rootfs; package busybox-static'),
];

describe.runIf(ready.every(Boolean)).each([
  ['root', []],
  ['an ordinary user', ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups']],
])('whose root a program gets, as %s', (_who, through) => {
  // the checkout may lie where another user may not go
  const folder = temporaryFolder();
  let h: Helper;
  beforeAll(() => {
    chmodSync(folder, 0o755);
    copyFileSync(HELPER, `${folder}/lab-helper`);
    copyFileSync(APPS, `${folder}/lab-apps`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    h = await Helper.start([...through, `${folder}/lab-helper`]);
    await h.ok('spawn');
  });
  afterEach(async () => {
    await h.quit();
    expect(traces(h.hello.session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
  });

  test("on the machine's own neither exec nor enter starts anything, unless the request says so", async () => {
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    for (const root of [{}, { root: 'own' }] as const) {
      expect(await h.refused('exec', { argv: ['/bin/sh'], ...root })).toEqual(ORDER);
      const { error, calls } = await h.op('enter', { argv: ['/bin/sh'], ...root });
      expect(error).toMatchObject({
        ...ORDER,
        message: expect.stringContaining("the root is still the machine's own"),
      });
      expect(calls.map(call => call.name)).toEqual(['clone']);
    }
    const { channel = 0 } = await h.ok('enter', { argv: ['/bin/sh', '-c', 'echo machine'], root: 'host' });
    await h.prints(channel, /machine/);
    await h.ok('exec', { argv: ['/bin/sh', '-c', 'exit 5'], root: 'host', io: 'null' });
    expect(await h.event('exit')).toMatchObject({ code: 5, running: true });
  });

  test("a root that was changed and left again is the machine's, and what needs a changed one is refused there", async () => {
    const { rootfs } = h.hello;
    await mountRootfs(h, 'stage', `${folder}/lab-apps`);
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    await h.ok('open-root');
    await h.ok('chroot', { path: rootfs });
    const { channel = 0 } = await h.ok('enter', { argv: ['/bin/echo', 'inside'] });
    await h.prints(channel, /inside/);
    await h.ok('fchdir-root');
    await h.ok('chroot', { path: '.' });
    expect(await h.refused('exec', { argv: ['/bin/sh'] })).toEqual(ORDER);
    expect(await h.refused('enter', { argv: ['/bin/sh'] })).toEqual(ORDER);
    expect(await h.refused('make-dev')).toEqual(ORDER);
    expect(await h.refused('protect-proc')).toEqual(ORDER);
    await h.ok('chroot', { path: rootfs });
    await h.ok('chdir', { path: '/' });
    await h.ok('exec', { argv: ['/bin/sh', '-c', 'exit 6'], io: 'null' });
    expect(await h.event('exit')).toMatchObject({ code: 6, running: true });
  });
});
