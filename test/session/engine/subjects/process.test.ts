import { describe, expect, it } from 'vitest';
import { Groups } from '../../../../src/session/engine/groups.ts';
import { HelperClient } from '../../../../src/session/engine/helper-client.ts';
import { processKind } from '../../../../src/session/engine/subjects/process.ts';
import { CONTAINER, EXPERIMENT } from '../../../../src/words/cast.ts';
import { hierarchyOf } from '../../../helpers/cgroup-fixture.ts';
import { ScriptedMonitor } from '../../../helpers/scripted-monitor.ts';

function start() {
  const helper = new ScriptedMonitor();
  const client = new HelperClient(helper.monitor, () => {});
  const groups = new Groups(hierarchyOf('v2'), client);
  return { helper, kind: processKind({ client, groups, session: 's', apps: '/opt/lab-apps' }) };
}

describe('a process', () => {
  it.each([CONTAINER, EXPERIMENT, { ...EXPERIMENT, name: 'c1', group: 'c1' }])(
    '$name is spawned under its name, with a group of its own to come',
    async member => {
      const { helper, kind } = start();
      helper.script.spawn = { pid: 9 };
      const subject = await kind.spawn(member, { strict: false });
      expect(helper.sent).toEqual([{ op: 'spawn', args: { subject: member.name } }]);
      expect(subject).toMatchObject({ as: member, pid: 9, running: false, executes: false, grouped: false });
      expect(Object.values(subject.group.paths)[0]).toMatch(new RegExp(`/s-${member.group}$`));
    },
  );

  it('of a lesson that is not trusted may start nothing but our own programs', async () => {
    const { helper, kind } = start();
    await kind.spawn(EXPERIMENT, { strict: true });
    expect(helper.sent[0]?.args).toEqual({ subject: 'aside', strict: 1, programs: '/opt/lab-apps' });
  });

  it('is dropped by its name', async () => {
    const { helper, kind } = start();
    await kind.drop(EXPERIMENT);
    expect(helper.sent).toEqual([{ op: 'drop', args: { subject: 'aside' } }]);
  });

  it('that the kernel refuses is an error', async () => {
    const { helper, kind } = start();
    helper.script.spawn = { error: { message: 'spawn: EAGAIN', errno: 'EAGAIN' } };
    await expect(kind.spawn(CONTAINER, { strict: false })).rejects.toMatchObject({ errno: 'EAGAIN' });
  });
});
