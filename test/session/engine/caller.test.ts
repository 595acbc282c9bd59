import { describe, expect, it } from 'vitest';
import type { Reply, WireRequest } from '../../../src/protocol/wire.ts';
import { Caller } from '../../../src/session/engine/caller.ts';
import type { Monitor } from '../../../src/stage/monitor.ts';

/** A helper that grants everything with one call named like the op. */
const monitor = {
  batch: async (requests: WireRequest[], early: (reply: Reply, index: number) => void) =>
    requests.map(({ op }, index) => {
      const reply = { ok: true, calls: [{ name: op, errno: null }], answers: [] } as unknown as Reply;
      early(reply, index);
      return reply;
    }),
} as unknown as Monitor;
const names = (ops: { op: string }[]) => ops.map(({ op }) => op);
const request = (op: string, subject: string) => ({ op, args: { subject } });

describe('what lies between two photographs', () => {
  it('is all that was asked and can change something, by whomever', async () => {
    const caller = new Caller(monitor, () => {});
    await caller.all([request('chdir', 'stage'), request('scan', 'stage')]);
    await caller.ask(request('kill', 'stage'));
    const { ops } = await caller.photograph(['read:host:status']);
    expect(names(ops)).toEqual(['chdir', 'kill']);
    expect(ops[1]?.calls).toEqual([{ seq: 3, name: 'kill', errno: null }]);
    expect((await caller.photograph(['read:host:status'])).ops).toEqual([]);
  });

  it('ends with the look: a question beside it takes nothing away', async () => {
    const caller = new Caller(monitor, () => {});
    await caller.ask(request('chdir', 'stage'));
    await caller.look(['read:host:status']);
    expect(names((await caller.photograph(['read:host:status'])).ops)).toEqual(['chdir']);
  });

  it('is nothing of a subject that was dropped', async () => {
    const caller = new Caller(monitor, () => {});
    await caller.all([request('kill', 'aside'), request('chdir', 'stage'), { op: 'chdir', args: {} }]);
    caller.forget('aside');
    expect(names((await caller.photograph(['read:host:status'])).ops)).toEqual(['chdir', 'chdir']);
  });
});
