import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { traces } from '../helpers/host.ts';
import { OTHER_USER, worldReadableFolder } from '../helpers/other-user.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { APPS, becomeContainer, HELPER, Helper, mountRootfs, until } from './helper.ts';

const UID = OTHER_USER;
const userNamespaces = () => {
  try {
    return Number(readFileSync('/proc/sys/user/max_user_namespaces', 'utf8')) > 0;
  } catch {
    return false;
  }
};

describe.runIf(
  needs(isRoot, 'becomes another user, needs root') &&
    needs('setpriv', 'becomes another user') &&
    needs('busybox', 'a shell for the rootfs; package busybox-static') &&
    needs(userNamespaces(), 'user namespaces'),
)('without root', () => {
  let folder: string;
  let command: string[];
  let h: Helper;
  beforeAll(() => {
    folder = worldReadableFolder('native');
    copyFileSync(HELPER, `${folder}/lab-helper`);
    copyFileSync(APPS, `${folder}/lab-apps`);
    command = ['setpriv', '--reuid', String(UID), '--regid', String(UID), '--clear-groups', `${folder}/lab-helper`];
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    h = await Helper.start(command);
  });
  afterEach(async () => {
    if (!h.end) await h.quit();
    expect(traces(h.hello.session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
  });

  test('the stage is uid 0 of its own user namespace, and everything works but the host’s', async () => {
    expect(h.hello).toMatchObject({ uid: UID, run: `/tmp/container-lab-${UID}/${h.hello.session}` });
    const { calls } = await h.ok('spawn');
    expect(calls.map(c => [c.name, c.args])).toEqual([
      ['clone', 'child_stack=NULL, flags=SIGCHLD'],
      ['unshare', 'CLONE_NEWUSER'],
      ['write', expect.stringContaining('/proc/self/setgroups>, "deny"')],
      ['write', expect.stringContaining(`/proc/self/uid_map>, "0 ${UID} 1"`)],
      ['write', expect.stringContaining(`/proc/self/gid_map>, "0 ${UID} 1"`)],
      ['unshare', 'CLONE_NEWNS'],
      ['mount', 'NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL'],
    ]);
    expect(await h.look('links:stage:')).toBe(await h.look('links:host:'));
    expect(await h.look('read:stage:uid_map')).toMatch(new RegExp(`^\\s+0\\s+${UID}\\s+1\\n$`));
    await mountRootfs(h, 'stage', `${folder}/lab-apps`);
    await becomeContainer(h);
    await h.ok('sethostname', { name: 'rootless' });
    expect(await h.look('hostname:stage:')).toBe('rootless');
    expect(await h.look('links:stage:')).toMatch(/^1 772 - \S+ - lo\n/);
    await h.ok('loopback-up');
    await h.ok('protect-proc');
    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    const { channel = 0 } = await h.ok('exec', {
      argv: ['sh', '-c', 'id -u; tty; echo $$; echo x > /dev/null && head -c 2 /dev/zero | wc -c; exec sh -i'],
      env: ['PATH=/bin:/bin/busybox', 'PS1=> '],
      io: 'tty',
    });
    await h.prints(channel, /0\r\n\/dev\/pts\/0\r\n1\r\n/);
    const shell = await h.ok('enter', { argv: ['sh', '-c', 'id -u; hostname; tty'], env: ['PATH=/bin'] });
    await h.prints(shell.channel ?? 0, /0\r\nrootless\r\n\/dev\/pts\/1/);
    await h.ok('signal', { sig: 'SIGKILL' });
    expect(await h.event('exit')).toMatchObject({ signal: 'SIGKILL', running: true });
  });

  test('a shell enters the stage before any step', async () => {
    await h.ok('spawn');
    const { channel = 0 } = await h.ok('enter', {
      argv: ['/bin/sh', '-c', 'id -u; cat /proc/self/uid_map'],
      root: 'host',
      env: ['PATH=/bin:/usr/bin'],
    });
    await h.prints(channel, new RegExp(`^0\\r\\n\\s+0\\s+${UID}\\s+1`));
  });

  test('cgroups are refused with the kernel’s errno', async ctx => {
    const mount = /^(\S+ ){4}(\S+) .* - cgroup2? /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[2];
    if (!mount) ctx.skip('no cgroup hierarchy is mounted');
    expect(await h.refused('mkdir-cgroup', { path: `${mount}/container-lab-${UID}` })).toEqual({
      code: 'mkdir-cgroup',
      errno: 'EACCES',
    });
  });

  test('a killed monitor is swept by the next', async () => {
    await h.ok('spawn');
    await mountRootfs(h, 'stage', `${folder}/lab-apps`);
    h.process.kill('SIGKILL');
    await h.ended();
    await until('no process', () => traces(h.hello.session).processes.length === 0 || null);
    const next = await Helper.start(command);
    expect(next.hello.swept).toMatchObject({ sessions: 1, directories: 1 });
    await next.quit();
  });

  test('a base directory that belongs to somebody else is refused', async () => {
    await h.quit();
    const other = new Helper(command, { PATH: process.env.PATH, XDG_RUNTIME_DIR: folder });
    expect(await other.op('hello')).toMatchObject({ ok: true }); // not writable for this user: /tmp it is
    await other.quit();
    const env = { PATH: process.env.PATH, XDG_RUNTIME_DIR: `${folder}/open` };
    const { mkdirSync, chownSync } = await import('node:fs');
    mkdirSync(`${folder}/open/container-lab`, { recursive: true });
    chownSync(`${folder}/open`, UID, UID);
    const refused = new Helper(command, env);
    expect((await refused.op('hello')).error).toMatchObject({ code: 'unavailable' });
    refused.process.stdin.end();
    expect((await refused.ended()).code).toBe(1);
  });
});
