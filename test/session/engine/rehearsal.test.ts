import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { Monitor } from '../../../src/helper/monitor.ts';
import { detect } from '../../../src/kernel/cgroup/index.ts';
import { LabError } from '../../../src/protocol/lab-error.ts';
import { LIMITS, rehearse } from '../../../src/session/engine/rehearsal.ts';
import { LESSON_OPS } from '../../../src/words/ops.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';
import { HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const V2 = detect(readerOf('v2'));
const GROUP = `/sys/fs/cgroup/container-lab/${HELLO.session}-trial`;
const START = vi.spyOn(Monitor, 'start');
afterEach(() => START.mockReset());
afterAll(() => START.mockRestore());

function start(): ScriptedMonitor {
  const helper = new ScriptedMonitor();
  helper.processes.host = { 'read:cgroup': '0::/no/such\n', 'read:uid_map': '0 0 4294967295\n' };
  START.mockResolvedValue(helper.monitor);
  return helper;
}

describe('a rehearsal', () => {
  it('makes a group with limits and a process in it, takes it back, and sends the helper home', async () => {
    const helper = start();
    expect(await rehearse(V2, {})).toEqual({
      directory: HELLO.run,
      failed: null,
      left: null,
      group: { where: GROUP, delegated: false, missing: [], refused: null },
    });
    const at = (op: string) => helper.ops.indexOf(op);
    const order = ['spawn', 'write-cgroup', 'join', 'drop'].map(at);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(Math.min(...order)).toBeGreaterThanOrEqual(0);
    const limited = helper.sent.filter(({ op }) => op === 'write-cgroup').map(({ args }) => args.file);
    expect(limited).toEqual(expect.arrayContaining(['memory.max', 'pids.max', 'cpu.max']));
    expect(helper.over).toBe(true);
  });

  it('tries every limit that a lesson may set', () => {
    expect(Object.keys(LIMITS).sort()).toEqual(Object.keys(LESSON_OPS.get('set-limit')?.args ?? {}).sort());
  });

  it('without a tree tries the session alone', async () => {
    const helper = start();
    expect(await rehearse(null, {})).toEqual({ directory: HELLO.run, failed: null, left: null, group: null });
    expect(helper.ops).toEqual(['spawn']);
  });

  it('a group that is refused is told with what the kernel said; nothing that rests on it is tried', async () => {
    const helper = start();
    helper.script['mkdir-cgroup'] = { error: { message: 'mkdir-cgroup: EROFS', errno: 'EROFS' } };
    const { failed, group } = await rehearse(V2, {});
    expect(failed).toBeNull();
    expect(group?.refused).toMatchObject({ message: 'mkdir-cgroup: EROFS', errno: 'EROFS' });
    expect(group?.refused?.todo).not.toBe('');
    expect(helper.ops.at(-1)).toBe('spawn');
    expect(helper.over).toBe(true);
  });

  it('what it could not take back is counted', async () => {
    start().left = { cgroups: 1, files: 0 };
    expect((await rehearse(null, {})).left).toEqual({ cgroups: 1, files: 0 });
  });

  it('a stage that cannot be born is why no session can begin', async () => {
    const helper = start();
    helper.script.spawn = { error: { code: 'clone', message: 'clone: EPERM', errno: 'EPERM' } };
    expect((await rehearse(null, {})).failed).toMatchObject({
      message: expect.stringContaining('EPERM'),
      errno: 'EPERM',
    });
    expect(helper.over).toBe(true);
  });

  it('a helper that does not start is, too; anything else is a fault of ours', async () => {
    START.mockRejectedValueOnce(new LabError('helper', 'no helper', { hint: 'build it' }));
    expect(await rehearse(null, {})).toEqual({
      directory: null,
      failed: { message: 'no helper', errno: null, hint: 'build it' },
      left: null,
      group: null,
    });
    START.mockRejectedValueOnce(new TypeError('broken'));
    await expect(rehearse(null, {})).rejects.toThrow('broken');
  });

  it('asks for no password, with the rights that the session would have', async () => {
    start();
    await rehearse(null, { rootless: true });
    expect(START).toHaveBeenCalledWith({ rootless: true, interactive: false });
  });
});
