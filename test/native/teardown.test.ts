import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { processStat } from '../../src/kernel/processes.ts';
import { traces, untilNothingIsLeft } from '../helpers/host.ts';
import { alive, below, kill } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { becomeContainer, cgroupMount, HELPER, Helper, makeGroup, memoryTree, mountRootfs, until } from './helper.ts';

const NOTHING = { mounts: [], cgroups: [], processes: [], files: [] };

/** How far the container has come when something dies. */
const POINTS: [string, (h: Helper) => Promise<void>][] = [
  ['born', async () => {}],
  ['with its rootfs mounted', h => mountRootfs(h)],
  [
    'as PID 1 after the pivot',
    async h => {
      await mountRootfs(h);
      await becomeContainer(h);
    },
  ],
  [
    'in a cgroup',
    async h => {
      await h.ok('join', { paths: [await makeGroup(h)] });
    },
  ],
  [
    'running, with a shell beside it',
    async h => {
      await mountRootfs(h);
      await becomeContainer(h);
      await h.ok('join', { paths: [await makeGroup(h)] });
      await h.ok('exec', { argv: ['/bin/sh', '-c', 'sleep 999 & sleep 999'], io: 'tty', env: ['PATH=/bin'] });
      await h.ok('enter', { argv: ['/bin/sh', '-c', 'setsid sleep 999 & sleep 999'], env: ['PATH=/bin'] });
    },
  ],
];

describe.runIf(
  needs(isRoot, 'makes containers, needs root') &&
    needs(memoryTree() !== null, 'a memory controller') &&
    needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('nothing is left', () => {
  const open: Helper[] = [];
  const start = async () => {
    const h = await Helper.start();
    open.push(h);
    return h;
  };
  afterEach(async () => {
    for (const h of open.splice(0)) if (!h.end) h.process.stdin.end();
  });

  describe.each(POINTS)('%s', (_, prepare) => {
    test('at the end of input', async () => {
      const h = await start();
      await h.ok('spawn');
      await prepare(h);
      h.process.stdin.end();
      expect(await h.ended()).toEqual({ code: 0, signal: null });
      expect(traces(h.hello.session)).toEqual(NOTHING);
    });

    test.each(['SIGTERM', 'SIGHUP'] as const)('after %s; SIGINT is not for it', async signal => {
      const h = await start();
      await h.ok('spawn');
      await prepare(h);
      h.process.kill('SIGINT');
      await h.ok('hello');
      h.process.kill(signal);
      expect(await h.ended()).toEqual({ code: 0, signal: null });
      expect(traces(h.hello.session)).toEqual(NOTHING);
    });

    test('after SIGKILL of the stage', async () => {
      const h = await start();
      const { pid } = await h.ok('spawn');
      await prepare(h);
      const now = (await h.op('signal', { sig: 'SIGKILL' })).pid ?? pid;
      expect(await h.event('exit')).toMatchObject({ pid: now, code: null, signal: 'SIGKILL' });
      expect((await h.ok('drop')).left).toEqual({ cgroups: 0, processes: 0 });
      await h.ok('spawn');
      await h.quit();
      expect(traces(h.hello.session)).toEqual(NOTHING);
    });

    test('after SIGKILL of the monitor, once the next one has swept', async () => {
      const h = await start();
      await h.ok('spawn');
      await prepare(h);
      h.process.kill('SIGKILL');
      await h.ended();
      await until('no process', () => traces(h.hello.session).processes.length === 0 || null);
      const next = await start();
      expect(next.hello.swept).toMatchObject({ sessions: 1, directories: 1 });
      await next.quit();
      await untilNothingIsLeft(h.hello.session);
    });
  });

  test('after SIGKILL of monitor and stage at once; clean does it too, and says what', async () => {
    const h = await start();
    await h.ok('spawn');
    const group = await makeGroup(h);
    const { pid } = await h.ok('join', { paths: [group] });
    process.kill(pid ?? 0, 'SIGSTOP');
    h.process.kill('SIGKILL');
    kill(pid); // the monitor's death may have been faster
    await h.ended();
    expect(existsSync(group)).toBe(true);
    const clean = new Helper([HELPER, 'clean']);
    expect(await clean.ended()).toEqual({ code: 0, signal: null });
    expect(clean.replies[0]).toMatchObject({
      swept: { sessions: 1, directories: 1 },
      left: { cgroups: 0, processes: 0, files: 0 },
    });
    expect(traces(h.hello.session)).toEqual(NOTHING);
  });

  test('a daemon of an entered shell that outlived its monitor is found by its environment', async () => {
    const h = await start();
    await h.ok('spawn');
    await h.ok('enter', {
      argv: ['/bin/sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 </dev/null & sleep 999'],
      root: 'host',
    });
    const [daemon] = await until('the daemon', () => {
      const found = below(h.process.pid as number, 'sleep', '1000');
      return found.length === 1 ? found : null;
    });
    h.process.kill('SIGKILL');
    await h.ended();
    const next = await start();
    expect(next.hello.swept).toMatchObject({ sessions: 1 });
    expect(next.hello.swept.processes).toBeGreaterThan(0);
    await until('its end', () => !alive(daemon as number));
    await next.quit();
  });

  test('one without environment, group and PID namespace is found by the mounts that it sees', async () => {
    const h = await start();
    await h.ok('spawn');
    await mountRootfs(h);
    await h.ok('enter', { argv: ['/bin/sh', '-c', 'setsid env -i sleep 4000 & exec sleep 1000'], root: 'host' });
    const [pid = 0] = await until('the sleeper', () => {
      const sleepers = below(h.hello.pid, 'sleep', '4000');
      return sleepers.length > 0 ? sleepers : null;
    });
    const shell = processStat(pid)?.parent;
    h.process.kill('SIGKILL');
    await until('its death', () => h.process.signalCode);
    // whoever still has its parent is not looked into
    await until('the death of the shell too', () => processStat(pid)?.parent !== shell || null);
    expect(alive(pid)).toBe(true);
    const clean = new Helper([HELPER, 'clean']);
    expect(await clean.ended()).toEqual({ code: 0, signal: null });
    const stayed = alive(pid);
    kill(pid);
    expect(stayed).toBe(false);
    expect(traces(h.hello.session)).toEqual(NOTHING);
  });

  test.runIf(needs('python3', 'calls prctl'))(
    'a program that has disarmed its death signal is named in the journal',
    async () => {
      const h = await start();
      await h.ok('spawn');
      await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
      await h.ok('fork');
      const script = 'import ctypes,time; ctypes.CDLL(None).prctl(1, 0); print("armed", flush=True); time.sleep(1000)';
      const { channel = 0, pid = 0 } = await h.ok('exec', {
        argv: ['python3', '-c', script],
        root: 'host',
        io: 'pipe',
        env: ['PATH=/usr/bin:/bin'],
      });
      await h.prints(channel, /armed/);
      h.process.kill('SIGKILL');
      await h.ended();
      expect(alive(pid)).toBe(true);
      const next = await start();
      expect(next.hello.swept).toMatchObject({ sessions: 1, processes: 1 });
      expect(alive(pid)).toBe(false);
      await next.quit();
    },
  );

  test('a group that was frozen when its monitor died is thawed before the others are removed', async ctx => {
    const freezer = cgroupMount('freezer');
    const tree = memoryTree();
    if (freezer === null || tree === null) return ctx.skip('only v1 keeps a frozen process from dying');
    const h = await start();
    await h.ok('spawn');
    const frozen = await makeGroup(h, 'stage', { version: 1, mount: freezer });
    const { pid } = await h.ok('join', { paths: [frozen, await makeGroup(h, 'stage', tree)] });
    await h.ok('write-cgroup', { path: frozen, file: 'freezer.state', value: 'FROZEN' });
    h.process.kill('SIGKILL');
    await until('its death', () => h.process.signalCode); // the frozen one holds its standard error open
    const clean = new Helper([HELPER, 'clean']);
    expect(await clean.ended()).toEqual({ code: 0, signal: null });
    expect(traces(h.hello.session)).toEqual(NOTHING);
    expect(alive(pid ?? 0)).toBe(false);
  });

  test('a stage that hangs is killed half a second after the end of input', async () => {
    const h = await start();
    const { pid } = await h.ok('spawn');
    process.kill(pid ?? 0, 'SIGSTOP');
    h.process.stdin.end('8 chdir path=/\n9 hello\n');
    expect((await h.ended()).code).toBe(0);
    expect(h.replies.slice(-2)).toMatchObject([
      { id: 8, ok: false, error: { code: 'died' } },
      { id: 9, ok: true },
    ]);
    expect(traces(h.hello.session)).toEqual(NOTHING);
  });

  test('a client that does not read is left after a second', async () => {
    const h = await start();
    await h.ok('spawn');
    h.process.stdout.pause();
    const look =
      'look items=read:host:mountinfo,read:host:status,read:host:environ,read:host:maps,rlist:host:/usr/bin\n';
    h.process.stdin.end(Array.from({ length: 900 }, (_, i) => `${i + 1} ${look}`).join(''));
    await until('its processes are gone', () => traces(h.hello.session).processes.length === 0 || null);
    h.process.stdout.resume();
    await h.ended();
    expect(traces(h.hello.session)).toEqual(NOTHING);
  });

  test('a wait ends with its subject, or with its time', async () => {
    const h = await start();
    await h.ok('spawn');
    expect((await h.ok('wait', { timeout: 10 })).exit).toBeNull();
    await h.ok('unshare', { flags: ['CLONE_NEWPID'] });
    await h.ok('fork');
    await h.ok('exec', { argv: ['/bin/sh', '-c', 'exit 4'], root: 'host', io: 'null' });
    expect((await h.ok('wait')).exit).toMatchObject({ code: 4, signal: null, oomKill: 0 });
    await h.quit();
  });

  test('a stage that dies in the middle of an op is told, with the calls it had made', async () => {
    const h = await start();
    const { pid } = await h.ok('spawn');
    process.kill(pid ?? 0, 'SIGSTOP');
    h.process.stdin.write('4 hello\n5 unshare flags=CLONE_NEWUTS\n');
    await until('the stage to be asked', () => h.replies.some(r => r.id === 4));
    process.kill(pid ?? 0, 'SIGKILL');
    const reply = await until('the reply', () => h.replies.find(r => r.id === 5));
    expect(reply).toMatchObject({ ok: false, error: { code: 'died', errno: null } });
    expect(await h.event('exit')).toMatchObject({ signal: 'SIGKILL', running: false });
    expect(alive(pid ?? 0)).toBe(false);
    await h.quit();
  });

  test('two sessions at once, again and again, do not hurt each other', async () => {
    const rounds = 15;
    const one = async () => {
      for (let i = 0; i < rounds; i++) {
        const h = await start();
        await h.ok('spawn');
        const group = await makeGroup(h);
        await h.ok('join', { paths: [group] });
        expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
        expect(traces(h.hello.session)).toEqual(NOTHING);
      }
    };
    await Promise.all([one(), one()]);
  });

  test('a disk that is full in the middle of a line of the journal: nothing is done, and no half a line stays', async () => {
    const base = '/run/container-lab';
    const h = await Helper.start([
      'unshare',
      '-m',
      'sh',
      '-c',
      `mount -t tmpfs run /run; mkdir ${base}; mount -t tmpfs -o size=4k,mode=0700 tmpfs ${base}; exec "$0"`,
      HELPER,
    ]);
    open.push(h);
    const group = await makeGroup(h, 'stage');
    let reply = await h.op('hello');
    for (let i = 0; reply.ok && i < 40; i++)
      reply = await h.op('mkdir-cgroup', { path: `${group}/${'x'.repeat(200)}${i}` });
    expect(reply.error).toMatchObject({ errno: 'ENOSPC' });
    const journal = readFileSync(`/proc/${h.process.pid}/root${base}/${h.hello.session}.journal`, 'utf8');
    expect(journal.length).toBeLessThan(4096);
    expect(journal.endsWith('\n')).toBe(true);
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
  });

  test('a sweep leaves living sessions alone', async () => {
    const a = await start();
    await a.ok('spawn');
    const group = await makeGroup(a);
    await a.ok('join', { paths: [group] });
    const b = await start();
    await b.quit();
    expect(existsSync(group)).toBe(true);
    expect(await a.look(`cgroup::${group}/cgroup.procs`)).toMatch(/^\d+\n$/);
    await a.quit();
  });
});
