import { describe, expect, it } from 'vitest';
import { privilegesOf } from '../../../src/session/engine/privileges.ts';
import { HELLO, ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

describe('privileges', () => {
  const ALL = '         0          0 4294967295\n';

  function helperWith(map: string, rootless = false): ScriptedMonitor {
    const helper = new ScriptedMonitor();
    helper.hello = { ...HELLO, rootless };
    helper.processes.host = { 'read:uid_map': map };
    return helper;
  }

  it.each([
    ['root of the machine', ALL, false, false],
    ['without root', ALL, true, true],
    ['root in a container’s user namespace', '0 100000 65536\n', false, true],
    ['where the kernel has no user namespaces', '', false, false],
  ])('%s', async (_who, map, rootless, limited) => {
    expect((await privilegesOf(helperWith(map, rootless).monitor, true)).limited).toBe(limited);
  });

  it('advice on groups of one’s own is for those who have none', async () => {
    expect((await privilegesOf(helperWith(ALL).monitor, true)).delegate).toBeNull();
  });
});
