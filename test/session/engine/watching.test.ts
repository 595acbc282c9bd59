import { describe, expect, it } from 'vitest';
import type { ChallengeStep } from '../../../src/lesson/lesson.ts';
import { MachineWatch } from '../../../src/observe/machine-watch.ts';
import { Groups } from '../../../src/session/engine/groups.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import { watchFor } from '../../../src/session/engine/watching.ts';
import { hierarchyOf } from '../../helpers/cgroup-fixture.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

function watch(seeks: ChallengeStep['seeks']) {
  const helper = new ScriptedMonitor();
  const client = new HelperClient(helper.monitor, () => {});
  const machine = new MachineWatch();
  const host = { facts: { hostname: 'vm' }, files: {} };
  const around = { monitor: 2 ** 22 + 1, client, groups: new Groups(hierarchyOf('none'), client), machine };
  return {
    helper,
    ...watchFor({ seeks } as ChallengeStep, { ...around, host: () => host, name: 'lab-x' }),
  };
}

describe.each<[string, ChallengeStep['seeks']]>([
  ['a process', { kind: 'process' } as ChallengeStep['seeks']],
  ['a group', { kind: 'cgroup', name: 'lab-x-1' } as ChallengeStep['seeks']],
])('%s', (_what, seeks) => {
  it('is looked for through the helper', async () => {
    const { helper, seeker } = watch(seeks);
    const scan = { processes: [], next: 0, seen: 0, hidden: 0 };
    helper.script.scan = { scan };
    await seeker.begin();
    expect(helper.ops).toContain('scan');
    expect(await seeker.look()).toEqual([]);
  });

  it('a helper that does not answer is an error', async () => {
    await expect(watch(seeks).seeker.begin()).rejects.toThrow('the helper did not answer scan');
  });

  it('is looked at beside the host and the whole machine', () => {
    const watched = watch(seeks);
    expect(watched.host()).toEqual({ facts: { hostname: 'vm' }, files: {} });
    expect(watched.machine).toBeInstanceOf(MachineWatch);
  });
});
