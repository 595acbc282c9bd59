import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processStat } from '../../../src/kernel/processes.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import { shellRequest } from '../../../src/session/engine/shell.ts';
import { rootOf } from '../../../src/session/engine/shell-root.ts';
import { nameOf, type Subject } from '../../../src/session/engine/subjects/subject.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

const size = { columns: 80, rows: 24 };
const stage = { slot: 'stage', name: 'app', pid: 7 } as const;

describe('the request for a shell', () => {
  it('inside is /bin/sh there, with a prompt that tells whose it is', () => {
    expect(shellRequest(stage, 'inside', { TERM: 'xterm', PS1: 'old' }, size)).toEqual({
      op: 'enter',
      args: {
        subject: 'stage',
        argv: ['/bin/sh', '-i'],
        env: ['TERM=xterm', 'PS1=(app 7) \\w # '],
        rows: 24,
        cols: 80,
      },
    });
  });

  it('on the machine says so, and is the machine’s bash where there is one', () => {
    const { args } = shellRequest({ ...stage, slot: 'aside', name: 'aside' }, 'machine', {}, size);
    expect(args).toMatchObject({ subject: 'aside', root: 'host' });
    expect(args.argv).toEqual(existsSync('/bin/bash') ? ['/bin/bash', '--norc', '-i'] : ['/bin/sh', '-i']);
  });
});

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

it.each([
  ['stage', false, 'stage'],
  ['stage', true, 'app'],
  ['aside', false, 'aside'],
  ['aside', true, 'aside'],
] as const)('%s, running %s, is called %s', (slot, running, name) => {
  expect(nameOf({ slot, running } as Subject)).toBe(name);
});
