import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Scan, ScannedProcess } from '../../src/protocol/wire.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { soon } from '../helpers/soon.ts';
import { Helper, until } from './helper.ts';

const inode = (link: string) => Number(/\d+/.exec(readlinkSync(link))?.[0]);
const startOf = (pid: number) => statOf(pid).split(') ').at(-1)?.split(' ')[19];

describe.runIf(needs(isRoot, 'inspects processes of others, needs root'))('foreign', () => {
  let h: Helper;
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    h = await Helper.start();
  });
  afterAll(async () => {
    await h.quit();
  });
  afterEach(() => {
    for (const { pid = 0 } of started.splice(0)) process.kill(-pid, 'SIGKILL');
  });

  const scan = async (args: { from?: number; max?: number; pids?: string[]; who?: 0 | 1 } = {}) =>
    ((await h.ok('scan', args)) as unknown as { scan: Scan }).scan;

  /** What the line has become, once its name is this one. */
  async function foreign(line: string, name: string): Promise<ScannedProcess> {
    const child = spawn('bash', ['-c', line], { detached: true, stdio: 'ignore' });
    started.push(child);
    for (const end = Date.now() + patience; Date.now() < end; ) {
      const found = (await scan({ max: 4096 })).processes.find(p => p.pid === child.pid && p.comm === name);
      if (found) return found;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    throw new Error(`no ${JSON.stringify(name)} came of ${line}`);
  }
  const sleeper = (line: string) => foreign(line, 'sleep');

  test('what differs from the monitor is told, and nothing else', async () => {
    const found = await sleeper('exec unshare --uts --ipc sleep 4321');
    expect(found).toEqual({
      pid: found.pid,
      start: Number(startOf(found.pid)),
      ppid: process.pid,
      session: found.pid,
      tty: 0,
      comm: 'sleep',
      ours: false,
      ns: { uts: inode(`/proc/${found.pid}/ns/uts`), ipc: inode(`/proc/${found.pid}/ns/ipc`) },
    });
    const { processes } = await scan({ max: 4096 });
    expect(processes.filter(p => Object.keys(p.ns).length === 0 && p.root === undefined && p.tty === 0)).toEqual([]);
  });

  test('who is asked for is told in any case: processes, no threads, by number or from one to another', async () => {
    const { pid } = process;
    const threads = readdirSync(`/proc/${pid}/task`).map(Number);
    expect(threads.length).toBeGreaterThan(1);
    const told = (await scan({ pids: threads.map(String) })).processes;
    expect(told).toMatchObject([{ pid, start: Number(startOf(pid)), ppid: process.ppid, ns: {} }]);
    expect((await scan({ pids: [`${pid - 3}-${pid + 3}`] })).processes.map(p => p.pid)).toContain(pid);
    expect((await scan({ pids: [String(2 ** 30)] })).processes).toEqual([]);
    for (const pids of [['x'], ['0'], ['-5'], ['5-'], ['9-5'], ['5-9x']])
      expect(await h.refused('scan', { pids }), pids[0]).toMatchObject({ code: 'choice' });
    expect(await h.refused('scan', { pids: ['1-5000'] })).toMatchObject({ code: 'range' });
  });

  test('what tells whose it is: user, login, who called sudo, terminal', async () => {
    const line = 'exec setpriv --reuid 1002 --clear-groups env SUDO_UID=1001 sleep 4321';
    const child = spawn('script', ['-qc', line, '/dev/null'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    started.push(child);
    const asked = async (who: 0 | 1) => {
      const [sleep] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').filter(Boolean);
      return sleep === undefined ? [] : (await scan({ pids: [sleep], who })).processes;
    };
    // its name is there a moment before its environment is: execve(2)
    const found = await soon(async () => {
      const [sleep] = await asked(1);
      expect(sleep).toMatchObject({ comm: 'sleep', uid: 1002, sudo: 1001, session: sleep?.pid });
      return sleep;
    });
    expect(found?.tty).toBeGreaterThan(0);
    expect((await asked(0))[0]).not.toHaveProperty('uid');
  });

  test('what another session has built is ours as well', async () => {
    const other = await Helper.start();
    const spawned = await other.ok('spawn');
    const stage = (await scan({ max: 4096 })).processes.find(p => p.pid === spawned.pid);
    await other.quit();
    expect(stage).toMatchObject({ comm: 'lab-stage', ours: true });
  });

  test('another root is told', async () => {
    const found = await sleeper('exec chroot /usr sleep 4321');
    expect(found.ns).toEqual({});
    expect(found.root).toMatch(new RegExp(`^\\d+:\\d+/${statSync('/usr').ino}$`));
  });

  test('pages end where the next one begins', async () => {
    // for more than two pages, however little else runs
    for (let i = 0; i < 4; i++) await sleeper('exec unshare --uts sleep 4321');
    const found = await sleeper('exec unshare --uts sleep 4321');
    const pids: number[] = [];
    let from = 0;
    let pages = 0;
    do {
      const page = await scan({ from, max: 2 });
      expect(page.seen).toBeLessThanOrEqual(2);
      expect(page.next === 0 || page.next > from).toBe(true);
      pids.push(...page.processes.map(p => p.pid));
      from = page.next;
      pages++;
    } while (from !== 0);
    expect(pages).toBeGreaterThan(2);
    expect(pids).toEqual([...pids].sort((a, b) => a - b));
    expect(pids.filter(pid => pid === found.pid)).toHaveLength(1);
    expect((await scan({ from: found.pid, max: 1 })).processes).toMatchObject([{ pid: found.pid }]);
    expect((await scan({ from: 2 ** 31 - 1 })).next).toBe(0);
    expect(await h.refused('scan', { max: 0 })).toMatchObject({ code: 'range' });
  });

  test('ours: the stage, and a shell entered into it', async () => {
    const { pid = 0 } = await h.ok('spawn');
    await h.ok('unshare', { flags: ['CLONE_NEWUTS'] });
    const { pid: shell = 0 } = await h.ok('enter', { argv: ['/bin/sh', '-c', 'sleep 4321 & wait'], root: 'host' });
    let below: ScannedProcess | undefined;
    for (let processes: ScannedProcess[] = []; below === undefined; processes = (await scan({ max: 4096 })).processes)
      below = processes.find(p => p.ppid === shell);
    const { processes } = await scan({ max: 4096 });
    for (const own of [pid, shell, below.pid]) expect(processes.find(p => p.pid === own)?.ours).toBe(true);
    await h.ok('drop');
  });

  test('a name with brackets, fields of its own and an escape sequence', async () => {
    const name = 'a) Z (\u001b[2J) 1';
    const line = `exec unshare -u bash -c 'printf "a) Z (\\033[2J) 1" > /proc/$$/comm; sleep 4321 & wait'`;
    const found = await foreign(line, name);
    expect(found.start).toBe(Number(startOf(found.pid)));
    expect(found.ppid).toBe(process.pid);
    expect(await h.look(`read:${found.pid}.${found.start}:comm`)).toBe(`${name}\n`);
  });

  test('who is gone, or another by now, answers nothing', async () => {
    const { pid, start } = await sleeper('exec unshare -u sleep 4321');
    const items = ['read', 'link'].map(kind => `${kind}:${pid}.${start}:${kind === 'read' ? 'status' : 'ns/uts'}`);
    expect((await h.ok('look', { items })).answers).toMatchObject([
      { v: expect.any(String) },
      { v: expect.any(String) },
    ]);
    const other = items.map(item => item.replace(`.${start}:`, `.${start + 1}:`));
    expect((await h.ok('look', { items: other })).answers).toEqual([{ e: 'ESRCH' }, { e: 'ESRCH' }]);
    process.kill(-pid, 'SIGKILL');
    started.splice(0);
    await until('its end', () => startOf(pid) !== String(start));
    expect((await h.ok('look', { items })).answers).toEqual([{ e: 'ESRCH' }, { e: 'ESRCH' }]);
  });

  test('only what a challenge needs is told of others', async () => {
    const { pid, start } = await sleeper('exec unshare -u sleep 4321');
    const me = `${pid}.${start}`;
    const malformed = ['link:ns/../fd/0', 'below:/mnt/proc', 'below:9/mnt', 'program:3mnt/bin/sh'];
    const untold = [
      'read:environ',
      'read:cmdline',
      'read:maps',
      'read:mem',
      'read:status/',
      'read:task/1/environ',
      'link:fd/0',
      'link:ns/',
      'stat:cwd',
      'links:x',
      'rlist:/',
      'rstat:etc',
      'bytes:0/99/etc/shadow',
      'bytes:0/99/proc/1/environ',
      'bytes:0/99//proc/1/stat/',
      'hostname:x',
    ];
    const itemOf = (text: string) => text.replace(':', `:${me}:`);
    for (const item of malformed)
      expect(await h.refused('look', { items: [itemOf(item)] }), item).toMatchObject({ code: 'path' });
    // one item that is not told spoils no other
    const mixed = await h.ok('look', { items: [...untold.map(itemOf), `read:${me}:status`] });
    expect(mixed.answers?.slice(0, -1)).toEqual(untold.map(() => ({ e: 'EACCES' })));
    expect(mixed.answers?.at(-1)).toMatchObject({ v: expect.any(String) });
    for (const subject of ['12', '1.', '.1', '1.2.3', '-1.2', '1.2x', '12345678901.1', `1.${'9'.repeat(21)}`])
      expect(await h.refused('look', { items: [`read:${subject}:status`] }), subject).toMatchObject({ code: 'choice' });
    const told = [
      ...['status', 'mountinfo', 'uid_map', 'gid_map', 'net/dev', 'cgroup', 'comm', 'stat'].map(f => `read:${me}:${f}`),
      ...['ns/mnt', 'ns/pid_for_children', 'root', 'exe', 'cwd'].map(l => `link:${me}:${l}`),
      `hostname:${me}:`,
      `bytes:${me}:0/512/proc/1/stat`,
      `links:${me}:`,
      `program:${me}:0/bin/sh`,
      `program:${me}:4/usr/bin/sh`,
    ];
    const { answers = [] } = await h.ok('look', { items: told });
    for (const [i, answer] of answers.entries()) expect(answer, told[i]).toMatchObject({ v: expect.any(String) });
    expect(await h.look(`stat:${me}:root`)).toMatch(/\/\d+$/);
    expect(await h.look(`rstat:${me}:/etc`)).toMatch(/\/\d+$/);
    expect(await h.look(`stat:${me}:exe`)).toMatch(/\/\d+$/);
    expect(await h.look(`below:${me}:4/usr/bin`)).toMatch(/\/\d+$/);
    for (const kind of ['below', 'program'])
      expect(await h.refused('look', { items: [`${kind}:host:0/bin/sh`] })).toMatchObject({ code: 'choice' });
  });

  /** Whoever makes a root may put anything at /proc/1/stat; root's helper must not read it to them. */
  test.each([
    ['a file', 'mkdir -p /mnt/proc/1; echo secret > /mnt/proc/1/stat', 'ENOENT'],
    ['a link', 'mkdir -p /mnt/proc/1; ln -s /etc/passwd /mnt/proc/1/stat', 'ENOENT'],
    ['a link at proc', 'mkdir /mnt/real; mount -t proc proc /mnt/real; ln -s real /mnt/proc', 'ELOOP'],
    ['a directory of /proc', 'mkdir /mnt/proc; mount --bind /proc/self/ /mnt/proc', 'ENOENT'],
    [
      'a mount on the file',
      'mkdir /mnt/proc; mount -t proc proc /mnt/proc; mount --bind /etc/passwd /mnt/proc/1/stat',
      'EXDEV',
    ],
    [
      'a mount of another file of /proc',
      'mkdir /mnt/proc; mount -t proc proc /mnt/proc; mount --bind /proc/kmsg /mnt/proc/1/stat',
      'EXDEV',
    ],
  ])('%s in the place of its /proc/1/stat is not read', async (_name, make, errno) => {
    const setup = `mount -t tmpfs none /mnt; mkdir /mnt/bin; cp /bin/busybox /mnt/bin/sleep; ${make}; exec chroot /mnt /bin/sleep 4321`;
    const { pid, start } = await sleeper(`exec unshare -m bash -c '${setup}'`);
    await until('its root', () => readlinkSync(`/proc/${pid}/root`) === '/mnt');
    expect(await h.look(`bytes:${pid}.${start}:0/512/proc/1/stat`)).toBe(errno);
  });
});

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}
