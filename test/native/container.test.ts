import { readFileSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { traces, untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { APPS, becomeContainer, cgroupMount, Helper, makeGroup, memoryTree, mountRootfs, until } from './helper.ts';

describe.runIf(
  needs(isRoot, 'makes containers, needs root') && needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('a container', () => {
  test('is built call by call, runs, is told how it ended, and leaves nothing', async () => {
    const h = await Helper.start();
    const { session, rootfs, run } = h.hello;
    const spawned = await h.ok('spawn');
    expect(spawned.calls.map(c => [c.by, c.name, c.args])).toEqual([
      ['monitor', 'clone', 'child_stack=NULL, flags=SIGCHLD'],
      ['stage', 'unshare', 'CLONE_NEWNS'],
      ['stage', 'mount', 'NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL'],
    ]);
    expect(spawned.calls[0]?.ret).toBe(spawned.pid);

    await mountRootfs(h);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(run);
    expect(await h.look(`rlist:stage:${rootfs}`)).toContain('bin');
    expect(await h.look(`rlist:host:${rootfs}`)).toEqual([]);

    const host = { uts: await h.look('link:host:ns/uts'), pid: await h.look('link:host:ns/pid') };
    expect(host.uts).toBe(readlinkSync('/proc/self/ns/uts'));
    await h.ok('unshare', { flags: ['CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET'] });
    await h.ok('sethostname', { name: 'lab-box' });
    expect(await h.look('hostname:stage:')).toBe('lab-box');
    expect(await h.look('hostname:host:')).toBe(readFileSync('/proc/sys/kernel/hostname', 'utf8').trim());
    expect(await h.look('link:stage:ns/uts')).not.toBe(host.uts);
    await h.ok('loopback-up');

    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    expect(await h.look('link:stage:ns/pid')).toBe(host.pid);
    expect(await h.look('link:stage:ns/pid_for_children')).toBe('ENOENT');
    const forked = await h.ok('fork');
    expect(forked.calls).toMatchObject([{ by: 'stage', pid: spawned.pid, name: 'clone', ret: forked.pid }]);
    expect(await h.look('read:stage:status')).toMatch(new RegExp(`^NSpid:\\t${forked.pid}\\t1$`, 'm'));

    await h.ok('chdir', { path: rootfs });
    await h.ok('pivot_root', { new: '.', put: '.' });
    await h.ok('umount', { target: '.', flags: ['MNT_DETACH'] });
    await h.ok('chdir', { path: '/' });
    await h.ok('mount', {
      source: 'proc',
      target: '/proc',
      fstype: 'proc',
      flags: ['MS_NOSUID', 'MS_NODEV', 'MS_NOEXEC'],
    });
    await h.ok('make-dev');
    await h.ok('protect-proc');
    expect(await h.look('rlist:stage:/dev')).toEqual([
      'fd',
      'full',
      'null',
      'ptmx',
      'pts',
      'random',
      'shm',
      'stderr',
      'stdin',
      'stdout',
      'tty',
      'urandom',
      'zero',
    ]);
    expect(await h.look('stat:stage:root')).not.toBe(await h.look('stat:host:root'));

    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    const status = await h.look('read:stage:status');
    const mine = BigInt(`0x${/CapEff:\t(\w+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]}`);
    const kept = (mine & 0xa80425fbn).toString(16).padStart(16, '0');
    for (const set of ['CapEff', 'CapPrm', 'CapBnd']) expect(status).toContain(`${set}:\t${kept}`);
    expect(status).toContain('CapAmb:\t0000000000000000');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);

    const script =
      'echo $$ on $(hostname); echo oops >&2; ls -l /proc/self/fd; echo x > /proc/sys/kernel/core_pattern; exit 7';
    const started = await h.ok('exec', { argv: ['sh', '-c', script], env: ['PATH=/bin', 'A=1'], io: 'pipe' });
    expect(started.pid).toBe(forked.pid);
    expect(started.calls.at(-1)).toMatchObject({ by: 'stage', name: 'execve', ret: 0, errno: null });
    const ended = await h.event('exit');
    expect(ended).toMatchObject({
      subject: 'stage',
      pid: forked.pid,
      code: 7,
      signal: null,
      oomKill: 0,
      running: true,
    });
    const channel = started.channel ?? 0;
    expect(h.printed(channel, 'stdout')).toContain('1 on lab-box\n');
    expect(h.printed(channel, 'stderr')).toMatch(/^oops\n[\s\S]*core_pattern: Read-only file system/);
    // 0, 1, 2 and the directory that ls itself reads: nothing of ours came through
    expect(h.printed(channel, 'stdout').match(/ -> /g)?.length).toBe(3);
    expect(h.events.indexOf(ended)).toBe(h.events.length - 1);

    expect((await h.ok('wait')).exit).toMatchObject({ code: 7, signal: null });
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
    expect(traces(session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
  });

  test('escapes from a chroot by a saved root, but not from a pivot', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    const hostRoot = await h.look('stat:host:root');
    await h.ok('open-root');
    await h.ok('chroot', { path: h.hello.rootfs });
    await h.ok('chdir', { path: '/' });
    expect(await h.look('stat:stage:root')).not.toBe(hostRoot);
    expect(await h.look('link:stage:root')).toBe(h.hello.rootfs);
    await h.ok('fchdir-root');
    await h.ok('chroot', { path: '.' });
    expect(await h.look('stat:stage:root')).toBe(hostRoot);
    await h.ok('close-root');
    await becomeContainer(h);
    expect(await h.look('link:stage:root')).toBe('/');
    expect(await h.refused('chroot', { path: '/nowhere' })).toEqual({ code: 'chroot', errno: 'ENOENT' });
    await h.ok('exec', { argv: ['/bin/lab-apps', 'escape'], io: 'pipe' });
    expect((await h.event('exit')).running).toBe(true);
    expect(h.events.map(e => e.data ?? '').join('')).toMatch(/still inside|inside/i);
    await h.quit();
  });

  test('goes on as a stage when execve fails, and may try again', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    for (const io of ['pipe', 'tty', 'null'] as const) {
      const reply = await h.op('exec', { argv: ['/bin/nothing'], io });
      expect(reply.error).toMatchObject({ code: 'exec', errno: 'ENOENT' });
      expect(reply.calls.at(-1)).toMatchObject({ name: 'execve', ret: -1, errno: 'ENOENT' });
    }
    expect(await h.refused('exec', { argv: ['nothing'], io: 'pipe' })).toEqual({ code: 'exec', errno: 'ENOENT' });
    expect(await h.refused('exec', { argv: ['/tmp'], io: 'pipe' })).toEqual({ code: 'exec', errno: 'EACCES' });
    await h.ok('chdir', { path: '/' });
    const { channel } = await h.ok('exec', { argv: ['sh', '-c', 'echo still here; tty'], io: 'tty' });
    expect(await h.prints(channel ?? 0, /still here\r\n\/dev\/pts\/\d/)).toBeTruthy();
    expect((await h.event('exit')).code).toBe(0);
    expect(h.events.filter(e => e.event === 'closed')).toHaveLength(1);
    await h.quit();
  });

  test('is held at its first instruction until it is released', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    expect(await h.refused('release')).toEqual({ code: 'order', errno: null });
    expect(await h.refused('exec', { argv: ['/bin/nothing'], stopped: 1 })).toEqual({ code: 'exec', errno: 'ENOENT' });
    const { channel = 0, calls } = await h.ok('exec', { argv: ['/bin/echo', 'ran'], io: 'pipe', stopped: 1 });
    expect(calls.at(-1)).toMatchObject({ name: 'execve', ret: 0 });
    expect(await h.look('read:app:comm')).toBe('echo\n');
    expect(await h.look('read:app:status')).toMatch(/^State:\tt /m);
    expect(h.printed(channel)).toBe('');
    await h.ok('release');
    expect(await h.event('exit')).toMatchObject({ code: 0, signal: null });
    expect(h.printed(channel)).toBe('ran\n');
    await h.ok('drop');
    await h.ok('spawn');
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    await h.ok('exec', { argv: ['/bin/sh'], root: 'host', io: 'null', stopped: 1 });
    await h.quit();
    expect(traces(h.hello.session)).toEqual({ mounts: [], cgroups: [], processes: [], files: [] });
  });

  test('is held also when an exec before the fork was refused: the successor is another process', async ctx => {
    if (!memoryTree()) ctx.skip('this machine has no memory controller');
    const h = await Helper.start();
    await h.ok('spawn');
    await h.ok('join', { paths: [await makeGroup(h)] });
    expect(await h.refused('exec', { argv: ['/no/such'], root: 'host', stopped: 1 })).toEqual({
      code: 'exec',
      errno: 'ENOENT',
    });
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    await h.ok('exec', { argv: [APPS, 'pause'], root: 'host', stopped: 1 });
    expect(await h.look('read:app:status')).toMatch(/^State:\tt /m);
    await h.quit();
  });

  test('says that it was killed by the kernel for its memory', async ctx => {
    if (!memoryTree()) ctx.skip('this machine has no memory controller');
    const h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    const path = await makeGroup(h);
    const v1 = memoryTree()?.version === 1;
    await h.ok('write-cgroup', { path, file: v1 ? 'memory.limit_in_bytes' : 'memory.max', value: String(16 << 20) });
    const swap = v1
      ? { file: 'memory.memsw.limit_in_bytes', value: String(16 << 20) }
      : { file: 'memory.swap.max', value: '0' };
    await h.op('write-cgroup', { path, ...swap }); // missing where there is no swap accounting
    await h.ok('join', { paths: [path] });
    expect(await h.look(`cgroup::${path}/cgroup.procs`)).toMatch(/^\d+\n$/);
    await h.ok('exec', { argv: ['/bin/lab-apps', 'hog', '64'], io: 'null' });
    expect(await h.event('exit')).toMatchObject({ code: null, signal: 'SIGKILL', oomKill: 1, running: true });
    await h.quit();
  });

  test('frozen, it still dies', async ctx => {
    const v2 = cgroupMount('unified');
    const tree = cgroupMount('freezer')
      ? { version: 1 as const, mount: cgroupMount('freezer') as string, file: 'freezer.state', value: 'FROZEN' }
      : { version: 2 as const, mount: v2 ?? '', file: 'cgroup.freeze', value: '1' };
    if (!tree.mount) ctx.skip('this machine has no freezer');
    const h = await Helper.start();
    await h.ok('spawn');
    await h.ok('mkdir-cgroup', { path: `${tree.mount}/container-lab`, shared: 1 });
    const path = `${tree.mount}/container-lab/${h.hello.session}-frozen`;
    await h.ok('mkdir-cgroup', { path });
    const { pid } = await h.ok('join', { paths: [path] });
    await h.ok('exec', { argv: ['/bin/sleep', '1000'], root: 'host', io: 'null' });
    await h.ok('write-cgroup', { path, file: tree.file, value: tree.value });
    await until('frozen', () => /[DS] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
    expect((await h.ok('drop')).left).toEqual({ cgroups: 0, processes: 0 });
    await h.quit();
    await untilNothingIsLeft(h.hello.session);
  });

  test('has a double that lives and dies beside it', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    await h.ok('spawn', { subject: 'aside' });
    await mountRootfs(h, 'aside');
    expect(await h.look(`rlist:aside:${h.hello.rootfs}`)).toContain('bin');
    expect(await h.look(`rlist:stage:${h.hello.rootfs}`)).toEqual([]);
    await becomeContainer(h, 'aside');
    await h.ok('exec', { subject: 'aside', argv: ['/bin/lab-apps', 'pause'], io: 'pipe' });
    expect(await h.look('read:app:status')).toBe('ESRCH');
    expect(await h.look('read:aside:comm')).toBe('lab-apps\n');
    await h.ok('signal', { subject: 'aside', sig: 'SIGKILL' });
    expect(await h.event('exit', { subject: 'aside' })).toMatchObject({ code: null, signal: 'SIGKILL' });
    await h.ok('drop', { subject: 'aside' });
    await h.ok('chdir', { path: '/' });
    await h.quit();
  });

  test('a pipelined batch is answered in order, before and after the end of input', async () => {
    const h = new Helper();
    const lines = [
      'hello',
      'spawn',
      'unshare flags=CLONE_NEWUTS',
      'sethostname name=batch',
      'look items=hostname:stage:',
      'chroot path=/nowhere',
      'unshare flags=CLONE_NEWPID',
      'fork',
      'drop',
      'spawn',
    ];
    h.process.stdin.end(
      lines
        .map((line, i) => `${i + 1} ${line}\n`)
        .join('')
        .concat('99 hel'),
    );
    await h.ended();
    expect(h.replies.map(r => [r.id, r.ok])).toEqual(lines.map((line, i) => [i + 1, !line.startsWith('chroot')]));
    expect(h.replies[4]?.answers).toEqual([{ v: 'batch' }]);
    expect(h.end).toEqual({ code: 0, signal: null });
  });

  test('fork-exit: a namespace whose PID 1 has ended takes no more processes', async () => {
    const h = await Helper.start();
    const { pid } = await h.ok('spawn', { subject: 'aside' });
    const before = await h.ok('fork-exit', { subject: 'aside' });
    expect(before.calls).toMatchObject([
      { by: 'aside', pid, name: 'clone', args: 'child_stack=NULL, flags=SIGCHLD' },
      { by: 'aside', pid, name: 'wait4', ret: before.calls[0]?.ret },
    ]);
    await h.ok('unshare', { subject: 'aside', flags: ['CLONE_NEWPID'] });
    await h.ok('fork-exit', { subject: 'aside' });
    const refused = await h.op('fork-exit', { subject: 'aside' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'fork-exit', errno: 'ENOMEM' } });
    expect(refused.calls).toMatchObject([{ name: 'clone', errno: 'ENOMEM' }]);
    await h.quit();
    await untilNothingIsLeft(h.hello.session);
  });
});
