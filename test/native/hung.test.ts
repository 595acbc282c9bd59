/** Root waits for no stranger: a file system that does not answer, a shell that is stopped from inside. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { alive } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { becomeContainer, HELPER, Helper, mountRootfs, until } from './helper.ts';

const hasFuse = /\tfuse$/m.test(readFileSync('/proc/filesystems', 'utf8'));
/** A user with no rights at all. */
const NOBODY = 65534;
/** What a deadline of the helper may take on this machine, in ms. */
const SOON = 6000 * slowness;

let folder: string;
let attacker: ChildProcess | undefined;

/** Somebody whose process (its PID is returned) holds up whoever looks at its root; with `exec`, at its environment. */
async function attack(...how: 'exec'[]): Promise<number> {
  attacker = spawn(join(folder, 'fuse-hang'), [join(folder, 'fuse'), String(NOBODY), ...how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  attacker.stdout?.on('data', chunk => (said += chunk));
  const line = await until('the file system that does not answer', () => /^.*\n/.exec(said)?.[0]);
  expect(line).toMatch(/^\d+\n$/);
  return Number(line);
}

/** How long it takes, in ms. */
async function timed<T>(what: Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await what;
  return { ms: performance.now() - start, value };
}

const startOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19];
const childrenOf = (pid: number, state: string) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(child => new RegExp(`\\(lab-reader\\) ${state}`).test(readFileSync(`/proc/${child}/stat`, 'latin1')));

describe.runIf(
  needs(isRoot, 'mounts as another user, needs root') &&
    needs('cc', 'compiles the attacker') &&
    needs(hasFuse, 'a kernel with FUSE'),
)('a file system that does not answer', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-hung-'));
    chmodSync(folder, 0o755);
    execFileSync('cc', [
      '-o',
      join(folder, 'fuse-hang'),
      fileURLToPath(new URL('../helpers/fuse-hang.c', import.meta.url)),
    ]);
    // as udev makes it, but for this test alone
    execFileSync('mknod', ['-m', '666', join(folder, 'fuse'), 'c', '10', '229']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    attacker?.kill('SIGKILL');
    attacker = undefined;
  });

  test('scan goes on behind who holds it up, and does not ask him again', async () => {
    const h = await Helper.start();
    const before = (await h.ok('scan', { max: 4096 })).scan;
    const pid = await attack();
    const first = await timed(h.ok('scan', { max: 4096 }));
    expect(first.ms).toBeLessThan(SOON);
    expect(first.value.scan?.processes.map(p => p.pid)).not.toContain(pid);
    expect(first.value.scan?.hidden).toBeGreaterThan(before?.hidden ?? 0);
    expect(first.value.scan?.next).toBe(0);
    // the reader that is lost hangs until the file system goes; the next one works
    expect(childrenOf(h.hello.pid, 'D')).toHaveLength(1);
    expect((await timed(h.ok('scan', { max: 4096 }))).ms).toBeLessThan(SOON / 6);
    expect(childrenOf(h.hello.pid, 'D')).toHaveLength(1);
    // what is not dead is told, and ends with the file system
    expect((await timed(h.quit())).value.left).toMatchObject({ processes: 1 });
    attacker?.kill('SIGKILL');
    await untilNothingIsLeft(h.hello.session);
  });

  test('a process whose /proc/PID/stat cannot be read is left out as well', async () => {
    const h = await Helper.start();
    const pid = await attack('exec');
    const scanned = await timed(h.ok('scan', { max: 4096 }));
    expect(scanned.ms).toBeLessThan(SOON);
    expect(scanned.value.scan?.next).toBe(0);
    const again = await timed(h.ok('scan', { from: pid }));
    attacker?.kill('SIGKILL');
    expect(again.ms).toBeLessThan(SOON / 6);
    expect(again.value.scan?.processes.map(p => p.pid)).not.toContain(pid);
    await h.quit();
    await untilNothingIsLeft(h.hello.session);
  });

  test('look answers what can be told of him, and what can be told of others', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    const pid = await attack();
    const who = `${pid}.${startOf(pid)}`;
    const items = [`stat:${who}:root`, `read:${who}:comm`, `rstat:${who}:/etc`, 'stat:stage:root', 'read:host:comm'];
    for (const most of [SOON, SOON / 6]) {
      const { ms, value } = await timed(h.ok('look', { items }));
      expect(value.answers).toEqual([
        { e: 'timeout' },
        { v: 'fuse-hang\n' },
        { e: 'timeout' },
        { id: expect.any(String), mode: '40755' },
        { v: 'lab-monitor\n' },
      ]);
      expect(ms).toBeLessThan(most);
    }
    attacker?.kill('SIGKILL');
    await until('the end of the lost reader', () => childrenOf(h.hello.pid, 'D').length === 0);
    expect((await h.quit()).left).toEqual({ cgroups: 0, processes: 0, files: 0 });
  });

  test('SIGTERM ends a helper while it waits', async () => {
    const h = await Helper.start();
    const pid = await attack();
    h.process.stdin.write(`7 look items=stat:${pid}.${startOf(pid)}:root\n`);
    await until('a reader that hangs', () => childrenOf(h.hello.pid, 'D').length === 1);
    h.process.kill('SIGTERM');
    const { ms } = await timed(h.ended());
    expect(ms).toBeLessThan(SOON / 6);
  });

  test('a sweep leaves out whose environment cannot be read', async () => {
    const dead = await Helper.start();
    await dead.ok('spawn');
    process.kill(dead.hello.pid, 'SIGKILL');
    await dead.ended();
    await attack('exec');
    const next = new Helper([HELPER, 'clean']);
    const { ms, value } = await timed(next.ended());
    attacker?.kill('SIGKILL');
    expect(value).toEqual({ code: 0, signal: null });
    expect(ms).toBeLessThan(SOON);
    await untilNothingIsLeft(dead.hello.session);
  });
});

describe.runIf(
  needs(isRoot, 'makes containers, needs root') && needs('busybox', 'a shell for the rootfs; package busybox-static'),
)('a shell that is stopped from inside', () => {
  test('is killed after its time, and what was asked behind it is answered', async () => {
    const h = await Helper.start();
    await h.ok('spawn');
    await mountRootfs(h);
    await becomeContainer(h);
    // PID 1 of the container stops everybody else as soon as he is seen
    const script = 'echo ready; while :; do kill -STOP -1; done';
    const { channel } = await h.ok('exec', { argv: ['/bin/sh', '-c', script], io: 'pipe', env: ['PATH=/bin'] });
    await h.prints(channel ?? 0, /ready/);
    const enter = () => timed(h.op('enter', { argv: ['/bin/sh'], env: ['PATH=/bin'] }));
    let entered = await enter();
    // one may be quick enough: then it is stopped as a program, and that is no matter of the helper's
    for (let tries = 0; entered.value.ok && tries < 10; tries++) entered = await enter();
    expect(entered.value.error).toMatchObject({ code: 'timeout', errno: null });
    expect(entered.value.error?.message).toMatch(/^enter: the shell \(process \d+\) was stopped from inside/);
    const pid = Number(/process (\d+)/.exec(entered.value.error?.message ?? '')?.[1]);
    await until('its death', () => !alive(pid));
    expect(entered.ms).toBeLessThan(SOON);
    expect(await h.look('read:app:comm')).toBe('sh\n');
    const quit = await timed(h.quit());
    expect(quit.value.left).toEqual({ cgroups: 0, processes: 0, files: 0 });
    expect(quit.ms).toBeLessThan(SOON / 2);
  });
});
