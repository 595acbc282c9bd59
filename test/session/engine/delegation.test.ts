import { describe, expect, it } from 'vitest';
import { detect, type Layout } from '../../../src/kernel/cgroup/index.ts';
import { delegation, readHost } from '../../../src/session/engine/delegation.ts';
import { readerOf } from '../../helpers/cgroup-fixture.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const V2 = detect(readerOf('v2'));

function helperIn(group: string, launch: Partial<ScriptedMonitor['launch']> = {}): ScriptedMonitor {
  const helper = new ScriptedMonitor();
  Object.assign(helper.launch, launch);
  helper.processes.host = { 'read:cgroup': `0::${group}\n` };
  return helper;
}

describe('delegation', () => {
  it('is the scope that systemd made for the helper', async () => {
    const { monitor } = helperIn('/user.slice/no-such-lab.scope', { scope: true });
    expect(await delegation(monitor, V2)).toMatchObject({
      path: '/sys/fs/cgroup/user.slice/no-such-lab.scope',
      shared: false,
    });
  });

  it.each<[string, Partial<ScriptedMonitor['launch']>]>([
    ['through sudo: the whole tree is root’s', { privilege: 'sudo' }],
    ['in a group where this user may make none', { privilege: 'rootless' }],
    ['as root, in a group of somebody’s', { privilege: 'root' }],
  ])('is none %s', async (_where, launch) => {
    expect(await delegation(helperIn('/no/such/group', launch).monitor, V2)).toBeNull();
  });

  it('is none without a v2 tree, and then nobody is asked', async () => {
    const helper = helperIn('/x.scope', { scope: true });
    const layout: Layout = { ...V2, unified: null };
    expect(await delegation(helper.monitor, layout)).toBeNull();
    expect(helper.looked).toEqual([]);
  });

  it('what cannot be read is empty', async () => {
    expect(await readHost(new ScriptedMonitor().monitor, 'cgroup')).toBe('');
  });
});
