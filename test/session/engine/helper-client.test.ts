import { describe, expect, it } from 'vitest';
import { EXIT, LabError } from '../../../src/protocol/lab-error.ts';
import { MAX_LINE } from '../../../src/protocol/wire.ts';
import { HelperClient } from '../../../src/session/engine/helper-client.ts';
import type { LabEventBody } from '../../../src/session/events.ts';
import { ScriptedMonitor } from '../../helpers/scripted-monitor.ts';

function start() {
  const helper = new ScriptedMonitor();
  const events: LabEventBody[] = [];
  return { helper, events, client: new HelperClient(helper.monitor, event => events.push(event)) };
}

describe('client', () => {
  it('numbers the calls through the whole session and tells each with what the kernel said', async () => {
    const { helper, events, client } = start();
    helper.script.mount = { calls: [{ name: 'mount' }, { name: 'mount', errno: 'EPERM', ret: -1 }] };
    helper.script.chdir = { calls: [{ name: 'chdir' }] };
    await client.ask({ op: 'mount', args: {} });
    await client.ask({ op: 'chdir', args: {} });
    expect(events).toMatchObject([
      { type: 'syscall', seq: 1, name: 'mount', errno: null, ret: 0 },
      { type: 'syscall', seq: 2, name: 'mount', errno: 'EPERM', ret: -1 },
      { type: 'syscall', seq: 3, name: 'chdir', errno: null },
    ]);
  });

  it('a refusal is an error of one who asked, and a reply of one who sent many', async () => {
    const { helper, client } = start();
    helper.script.mount = { error: { code: 'mount', message: 'mount /x: EPERM', errno: 'EPERM' } };
    const error = await client.ask({ op: 'mount', args: {} }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      code: 'mount',
      message: 'mount /x: EPERM',
      errno: 'EPERM',
      exit: EXIT.machineCannot,
    });
    const replies = await client.all([
      { op: 'mount', args: {} },
      { op: 'chdir', args: {} },
    ]);
    expect(replies.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('names the op where the helper did not, once', async () => {
    const { helper, client } = start();
    helper.script.spawn = { error: { message: 'no memory' } };
    await expect(client.ask({ op: 'spawn', args: {} })).rejects.toMatchObject({ message: 'spawn: no memory' });
  });

  it('lets who asked see the reply before it goes on', async () => {
    const { helper, client } = start();
    helper.script.enter = { channel: 3, pid: 9 };
    let early: number | undefined;
    await client.ask({ op: 'enter', args: {} }, ({ channel }) => {
      early = channel;
    });
    expect(early).toBe(3);
  });

  it('looks at more than one line carries, with the answers in order', async () => {
    const { helper, client } = start();
    const items = Array.from({ length: 9 }, (_, i) => `read:host:${'x'.repeat(MAX_LINE / 8)}${i}`);
    items.forEach((item, i) => {
      (helper.processes.host as Record<string, string>)[item.replace(':host', '')] = String(i);
    });
    expect(items.join().length).toBeGreaterThan(MAX_LINE);
    expect(await client.look(items)).toEqual(items.map((_, i) => ({ v: String(i) })));
    expect(helper.looked).toEqual(items);
  });

  it('asks nothing for no items', async () => {
    const { helper, client } = start();
    expect(await client.look([])).toEqual([]);
    expect(helper.looked).toEqual([]);
  });
});

describe('what lies between two snapshots', () => {
  const names = (ops: { op: string }[]) => ops.map(({ op }) => op);
  const request = (op: string, subject: string) => ({ op, args: { subject } });
  const item = ['read:host:status'];

  it('is all that was asked and can change something, by whomever, refused or not', async () => {
    const { helper, client } = start();
    helper.script.mount = { calls: [{ name: 'mount', errno: 'EPERM' }], error: { message: 'mount: EPERM' } };
    helper.script.kill = { calls: [{ name: 'kill' }] };
    await client.all([request('mount', 'stage'), request('scan', 'stage')]);
    await client.ask(request('kill', 'stage'));
    const { ops, answers } = await client.takeSnapshot(item);
    expect(ops).toEqual([
      { op: 'mount', args: { subject: 'stage' }, calls: [{ seq: 1, name: 'mount', errno: 'EPERM' }] },
      { op: 'kill', args: { subject: 'stage' }, calls: [{ seq: 2, name: 'kill', errno: null }] },
    ]);
    expect(answers).toEqual([{ e: 'ENOENT' }]);
    expect((await client.takeSnapshot(item)).ops).toEqual([]);
  });

  it('ends with the look: a question beside it takes nothing away', async () => {
    const { client } = start();
    await client.ask(request('chdir', 'stage'));
    await client.look(item);
    expect(names((await client.takeSnapshot(item)).ops)).toEqual(['chdir']);
  });

  it('is nothing of a subject that was dropped', async () => {
    const { client } = start();
    await client.all([request('kill', 'aside'), request('chdir', 'stage'), { op: 'chdir', args: {} }]);
    client.forget('aside');
    expect(names((await client.takeSnapshot(item)).ops)).toEqual(['chdir', 'chdir']);
  });
});
