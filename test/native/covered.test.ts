/** The helper where something is mounted over /proc and over the trees of groups: in a mount namespace of the test's own. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scan } from '../../src/protocol/wire.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { cgroupMount, HELPER, Helper, until } from './helper.ts';

const OVER = 'mount -t tmpfs none /proc; mount -t tmpfs none /sys/fs/cgroup';
const BACK = 'umount /sys/fs/cgroup; umount /proc';

describe.runIf(needs(isRoot, 'makes mounts and groups, needs root'))('covered', () => {
  /** Holds the namespace, and with it a /run that no other session has. */
  let keeper: ChildProcess;
  let group = '';
  let helper: Helper | undefined;
  const there = (...words: string[]) => ['nsenter', '-t', String(keeper.pid), '-m', ...words];
  const sh = (line: string) => {
    const [command = '', ...words] = there('sh', '-c', line);
    execFileSync(command, words);
  };

  beforeEach(async () => {
    keeper = spawn('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs run /run && echo ready && exec sleep 1000']);
    let said = '';
    keeper.stdout?.on('data', text => (said += text));
    await until('a namespace', () => said.includes('ready'));
  });
  afterEach(async () => {
    keeper.kill('SIGKILL');
    helper?.process.kill('SIGKILL');
    // of a helper that is gone the stage is, too, in a moment
    await until('no group', () => {
      if (existsSync(group)) spawnSync('rmdir', [group]);
      return !existsSync(group);
    });
  });

  async function withGroup(): Promise<Helper> {
    const h = await Helper.start(there(HELPER));
    helper = h;
    group = `${cgroupMount('unified') ?? cgroupMount('memory')}/${h.hello.session}-covered`;
    await h.ok('spawn');
    await h.ok('mkdir-cgroup', { path: group });
    await h.ok('join', { paths: [group] });
    return h;
  }

  test('foreign processes are found and seen in snapshots, the group is read, and in the end removed', async () => {
    const h = await withGroup();
    const foreign = spawn('unshare', ['--uts', 'sleep', '1000'], { stdio: 'ignore' });
    try {
      await until('it is sleep', () => readFileSync(`/proc/${foreign.pid}/comm`, 'utf8') === 'sleep\n');
      sh(OVER);
      const { scan } = (await h.ok('scan', { max: 4096 })) as unknown as { scan: Scan };
      const found = scan.processes.find(({ pid }) => pid === foreign.pid);
      if (!found) throw new Error(`not among ${JSON.stringify(scan)}`);
      expect(await h.look(`read:${found.pid}.${found.start}:status`)).toContain('Name:\tsleep');
      expect(await h.look('read:host:mountinfo')).toContain(' /proc rw,relatime - tmpfs none');
      expect(await h.look(`cgroup::${group}/cgroup.procs`)).toMatch(/^\d+\n$/);
      const { left } = await h.quit();
      expect(left).toEqual({ cgroups: 0, processes: 0, files: 0 });
      expect(existsSync(group)).toBe(false);
    } finally {
      foreign.kill('SIGKILL');
    }
  });

  test('a sweep counts what lies hidden as left, and removes it when it can be seen again', async () => {
    const h = await withGroup();
    h.process.kill('SIGKILL');
    await h.ended();
    const clean = () => {
      const [command = '', ...words] = there(HELPER, 'clean');
      const { status, stdout } = spawnSync(command, words, { encoding: 'utf8' });
      return { status, ...JSON.parse(stdout) };
    };
    sh(OVER);
    expect(clean()).toMatchObject({ status: 1, left: { cgroups: 1 } });
    expect(existsSync(group)).toBe(true);
    sh(BACK);
    expect(clean()).toMatchObject({ status: 0, swept: { sessions: 1, cgroups: 1 }, left: { cgroups: 0 } });
    expect(existsSync(group)).toBe(false);
  });
});
