import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { alive, below } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { becomeContainer, Helper, makeGroup, memoryTree, mountRootfs, until } from './helper.ts';

describe.runIf(
  needs(isRoot, 'makes containers, needs root') && needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('terminals', () => {
  let h: Helper;
  beforeEach(async () => {
    h = await Helper.start();
    await h.ok('spawn');
  });
  afterEach(async () => {
    if (!h.end) await h.quit();
    await untilNothingIsLeft(h.hello.session);
  });

  const type = (channel: number, data: string) => h.ok('input', { channel, data: Buffer.from(data) });

  test('without a terminal it may have a pipe to type into, which ends when that is said', async () => {
    await mountRootfs(h);
    await becomeContainer(h);
    const { channel = 0 } = await h.ok('exec', {
      argv: ['sh', '-c', 'exec 2>&-; cat; echo end'],
      env: ['PATH=/bin'],
      io: 'pipe',
      input: 1,
    });
    await type(channel, 'one\n');
    await h.prints(channel, /^one\n$/);
    await h.ok('input', { channel, data: 'two\n', end: 1 });
    await h.prints(channel, /^one\ntwo\nend\n$/);
  });

  test('without one nothing can be typed', async () => {
    await mountRootfs(h);
    await becomeContainer(h);
    const { channel = 0 } = await h.ok('exec', { argv: ['sleep', '100'], env: ['PATH=/bin'], io: 'pipe' });
    expect(await h.refused('input', { channel, data: 'x' })).toEqual({ code: 'unavailable', errno: null });
    expect(await h.refused('input', { channel, data: '', end: 1 })).toEqual({ code: 'unavailable', errno: null });
  });

  test('the app has one of its own devpts, with its size, job control and Ctrl-C', async () => {
    await mountRootfs(h);
    await becomeContainer(h);
    const { channel = 0, calls } = await h.ok('exec', {
      argv: ['sh', '-i'],
      env: ['PATH=/bin', 'PS1=> '],
      io: 'tty',
      rows: 33,
      cols: 99,
    });
    expect(calls.map(c => c.name)).toEqual(['setsid', 'ioctl', 'execve']);
    await h.prints(channel, /> /);
    await type(channel, 'stty size; tty; echo A$((1+1))\r');
    await h.prints(channel, /33 99\r\n\/dev\/pts\/0\r\nA2/);
    await h.ok('winsize', { channel, rows: 40, cols: 120 });
    await type(channel, 'stty size\r');
    await h.prints(channel, /40 120/);
    await type(channel, 'sleep 1000\r');
    const [sleep] = await until('sleep runs', () => {
      const found = below(h.process.pid as number, 'sleep', '1000');
      return found.length > 0 ? found : null;
    });
    await type(channel, '\x03');
    await until('sleep is gone', () => !alive(sleep as number));
    await type(channel, 'echo B$((2+2))\r');
    await h.prints(channel, /B4/);
    await type(channel, 'exit 5\r');
    expect(await h.event('exit')).toMatchObject({ code: 5, signal: null });
    expect(h.events.map(e => e.event).slice(-2)).toEqual(['closed', 'exit']);
  });

  test('without a /dev of its own the app gets one of the host', async () => {
    await mountRootfs(h);
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    await h.ok('chroot', { path: h.hello.rootfs });
    await h.ok('chdir', { path: '/' });
    const { channel = 0 } = await h.ok('exec', {
      argv: ['/bin/sh', '-c', 'stty size; exec cat'],
      io: 'tty',
      rows: 10,
      cols: 20,
    });
    await h.prints(channel, /10 20/);
    await type(channel, 'echo\x04\x04');
    expect((await h.event('exit')).code).toBe(0);
  });

  test('a shell enters a stage before any step: its mounts, the host’s root', async () => {
    await h.ok('mount', { source: 'seen', target: h.hello.layers, fstype: 'tmpfs' });
    const {
      channel = 0,
      pid = 0,
      calls,
    } = await h.ok('enter', {
      argv: ['/bin/sh'],
      env: ['PATH=/bin:/usr/bin', 'PS1=# '],
      root: 'host',
      rows: 24,
      cols: 300,
    });
    expect(calls.map(c => c.name)).toEqual(expect.arrayContaining(['setns', 'fchdir', 'chroot', 'execve']));
    expect(calls.find(c => c.name === 'setns')?.args).toMatch(/, CLONE_NEWNS$/);
    await type(
      channel,
      `grep -c seen /proc/self/mountinfo; echo $CONTAINER_LAB_SESSION; test -e /etc/passwd && echo host root\r`,
    );
    await h.prints(channel, new RegExp(`1\r\n${h.hello.session}\r\nhost root`));
    expect(alive(pid)).toBe(true);
    await type(channel, 'exit 3\r');
    expect(await h.event('closed')).toMatchObject({ channel, code: 3, signal: null });
  });

  test('a shell enters a stage that has unshared CLONE_NEWPID but not forked', async () => {
    await h.ok('unshare', { flags: ['CLONE_NEWPID', 'CLONE_NEWUTS'] });
    const { channel = 0, pid } = await h.ok('enter', { argv: ['/bin/sh', '-c', 'echo pid $$'], env: [], root: 'host' });
    await h.prints(channel, new RegExp(`pid ${pid}\r`));
    await h.event('closed', { channel });
  });

  test('a shell enters a running container: namespaces, root, cgroup, privileges', async ctx => {
    if (!memoryTree()) ctx.skip('this machine has no memory controller');
    await mountRootfs(h);
    await becomeContainer(h);
    const group = await makeGroup(h);
    await h.ok('join', { paths: [group] });
    await h.ok('capabilities', { keep: 'docker' });
    await h.ok('no-new-privs');
    const app = await h.ok('exec', { argv: ['/bin/lab-apps', 'pause'], io: 'null' });
    expect(app.channel).toBeUndefined();
    const bounding = /CapBnd:\t\w+/.exec(String(await h.look('read:app:status')))?.[0] ?? '?';
    const { channel = 0, pid } = await h.ok('enter', {
      argv: ['sh', '-c', 'grep -E "CapBnd|NoNew" /proc/self/status; tty; exec cat'],
      env: ['PATH=/bin'],
    });
    await h.prints(channel, new RegExp(`${bounding}\r\nNoNewPrivs:\t1\r\n/dev/pts/0`));
    expect(String(await h.look(`cgroup::${group}/cgroup.procs`)).split('\n')).toContain(String(pid));
    await h.ok('hangup', { channel });
    await until('the shell is gone', () => !alive(pid ?? 0));
  });

  test('entering with a program that is not there fails with its errno, and again works', async () => {
    const reply = await h.op('enter', { argv: ['/bin/nothing'], root: 'host' });
    expect(reply.error).toMatchObject({ code: 'enter', errno: 'ENOENT' });
    expect(reply.calls.at(-1)).toMatchObject({ by: 'shell', name: 'execve', errno: 'ENOENT' });
    const { channel = 0 } = await h.ok('enter', { argv: ['/bin/echo', 'there'], root: 'host' });
    await h.prints(channel, /there/);
  });

  test('drop and quit end entered programs and the daemons they left', async () => {
    const start = [
      '/bin/sh',
      '-c',
      'setsid sleep 1000 >/dev/null 2>&1 & setsid sh -c "setsid sleep 1000 &" & sleep 1000',
    ];
    const daemons = () =>
      until('the daemons', () => {
        const found = below(h.process.pid as number, 'sleep', '1000');
        return found.length === 3 ? found : null;
      });
    await h.ok('enter', { argv: start, root: 'host' });
    const dropped = await daemons();
    expect((await h.ok('drop')).left).toEqual({ cgroups: 0, processes: 0 });
    expect(dropped.filter(alive)).toEqual([]);
    await h.ok('spawn');
    await h.ok('enter', { argv: start, root: 'host' });
    const quitted = await daemons();
    await h.quit();
    expect(quitted.filter(alive)).toEqual([]);
  });

  test('sixteen channels and no more', async () => {
    const opened = [];
    for (let i = 0; i < 16; i++) opened.push((await h.ok('enter', { argv: ['/bin/cat'], root: 'host' })).channel);
    expect(new Set(opened).size).toBe(16);
    expect(await h.refused('enter', { argv: ['/bin/cat'], root: 'host' })).toEqual({ code: 'busy', errno: null });
    await h.ok('hangup', { channel: opened[3] ?? 0 });
    await h.ok('enter', { argv: ['/bin/cat'], root: 'host' });
  });

  test('much output arrives whole, and in order', async () => {
    const { channel = 0 } = await h.ok('enter', {
      argv: ['/bin/sh', '-c', 'stty raw; seq 1 60000'],
      env: ['PATH=/bin:/usr/bin'],
      root: 'host',
    });
    await h.event('closed', { channel });
    expect(h.printed(channel)).toBe(`${Array.from({ length: 60_000 }, (_, i) => i + 1).join('\n')}\n`);
  });

  test('a NUL can be typed', async () => {
    const { channel = 0 } = await h.ok('enter', {
      argv: ['/bin/sh', '-c', 'stty raw -echo; echo ready; head -c 3 | od -An -tx1'],
      env: ['PATH=/bin:/usr/bin'],
      root: 'host',
    });
    await h.prints(channel, /ready/);
    await type(channel, 'a\0b');
    await h.prints(channel, /61 00 62/);
  });
});
