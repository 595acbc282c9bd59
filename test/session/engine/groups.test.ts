import { describe, expect, it } from 'vitest';
import { Groups } from '../../../src/session/engine/groups.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import { hierarchyOf } from '../../helpers/cgroup-fixture.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

function start() {
  const helper = new ScriptedMonitor();
  const hierarchy = hierarchyOf('v2');
  return { helper, hierarchy, groups: new Groups(hierarchy, new HelperClient(helper.monitor, () => {})) };
}

describe('groups', () => {
  it('their parent is made once a session, as the hierarchy plans it', async () => {
    const { helper, hierarchy, groups } = start();
    const { requests, notes } = hierarchy.setup();
    expect(await groups.prepare()).toEqual(notes);
    expect(helper.sent).toEqual(requests);
    expect(await groups.prepare()).toEqual([]);
    expect(helper.sent).toHaveLength(requests.length);
  });

  it('what limits there are is read from the kernel after that', async () => {
    const { helper, hierarchy, groups } = start();
    expect(groups.support).toEqual({ swap: false });
    for (const item of hierarchy.probe()) helper.files[item.slice('cgroup::'.length)] = 'max\n';
    await groups.prepare();
    expect(groups.support).toEqual({ swap: true });
  });

  it('a refusal is told with the op that was refused, and tried again the next time', async () => {
    const { helper, groups } = start();
    helper.script['mkdir-cgroup'] = { error: { message: 'mkdir /sys/fs/cgroup/container-lab: EROFS', errno: 'EROFS' } };
    await expect(groups.prepare()).rejects.toMatchObject({
      message: 'mkdir-cgroup: mkdir /sys/fs/cgroup/container-lab: EROFS',
      errno: 'EROFS',
    });
    delete helper.script['mkdir-cgroup'];
    const before = helper.sent.length;
    await groups.prepare();
    expect(helper.sent.length).toBeGreaterThan(before);
  });
});
