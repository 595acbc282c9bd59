import { describe, expect, it } from 'vitest';
import { processStat } from '../../../src/kernel/processes.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import { rootOf } from '../../../src/session/engine/shell-root.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

describe('the root of a shell', () => {
  const { pid } = process;
  const item = `stat:${pid}.${processStat(pid)?.started}:root`;

  it('is asked of this very process, whoever gets its number later', async () => {
    const helper = new ScriptedMonitor();
    helper.processes[item.split(':')[1] ?? ''] = { 'stat:root': '8:1/2' };
    expect(await rootOf(new HelperClient(helper.monitor, () => {}), pid)).toBe('8:1/2');
    expect(helper.looked).toEqual([item]);
  });

  it('is unknown where the kernel does not say, and of a process that is over', async () => {
    const helper = new ScriptedMonitor();
    const client = new HelperClient(helper.monitor, () => {});
    expect(await rootOf(client, pid)).toBeNull();
    expect(await rootOf(client, 2 ** 22 + 9)).toBeNull();
    expect(helper.looked).toEqual([item]);
  });
});
