import { afterEach, describe, expect, it, vi } from 'vitest';
import { detect } from '../../../src/kernel/cgroup/index.ts';
import { rehearseGroup } from '../../../src/session/engine/rehearsal.ts';
import { Monitor } from '../../../src/stage/monitor.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';
import { HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const V2 = detect(readerOf('v2'));
const START = vi.spyOn(Monitor, 'start');
afterEach(() => START.mockReset());

function start(): ScriptedMonitor {
  const helper = new ScriptedMonitor();
  helper.processes.host = { 'read:cgroup': '0::/no/such\n', 'read:uid_map': '0 0 4294967295\n' };
  START.mockResolvedValue(helper.monitor);
  return helper;
}

describe('a group made for trial', () => {
  it('is made and removed, and the helper sent home', async () => {
    const helper = start();
    const path = `/sys/fs/cgroup/container-lab/${HELLO.session}-trial`;
    expect(await rehearseGroup(V2, {})).toEqual({ where: path, delegated: false, missing: [], refused: null });
    expect(helper.sent).toContainEqual(
      expect.objectContaining({ op: 'mkdir-cgroup', args: expect.objectContaining({ path }) }),
    );
    expect(helper.sent.at(-1)).toMatchObject({ op: 'rmdir-cgroup', args: { path } });
    expect(helper.over).toBe(true);
  });

  it('that is refused is told with what the kernel said, and the helper is sent home too', async () => {
    const helper = start();
    helper.script['mkdir-cgroup'] = { error: { message: 'mkdir-cgroup: EROFS', errno: 'EROFS' } };
    const { refused } = await rehearseGroup(V2, {});
    expect(refused).toMatchObject({ message: 'mkdir-cgroup: EROFS', errno: 'EROFS' });
    expect(refused?.why).not.toBe('');
    expect(refused?.todo).not.toBe('');
    expect(helper.over).toBe(true);
  });

  it('a helper that breaks off is an error, and sent home', async () => {
    const helper = start();
    helper.script['mkdir-cgroup'] = () => {
      throw new TypeError('broken');
    };
    await expect(rehearseGroup(V2, {})).rejects.toThrow('broken');
    expect(helper.over).toBe(true);
  });

  it('is tried with the rights that the session would have', async () => {
    start();
    await rehearseGroup(V2, { rootless: true });
    expect(START).toHaveBeenCalledWith({ rootless: true, interactive: false });
  });
});
