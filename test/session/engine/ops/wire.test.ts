import { describe, expect, it } from 'vitest';
import { wire } from '../../../../src/session/engine/ops/wire.ts';
import { EXPERIMENT } from '../../../../src/words/cast.ts';
import { op, scripted } from '../scripted-parts.ts';

const granted = { kind: 'reply' as const, id: 1, ok: true as const, calls: [] };

describe('an op of the helper’s own', () => {
  it('is one request of the subject', () => {
    expect(wire.plan(op('umount', { target: '{lower}' }), scripted().site(EXPERIMENT))).toEqual([
      { op: 'umount', args: { subject: 'aside', target: '/l/image' } },
    ]);
  });

  it('fork: the child is the subject from then on, and no other op changes who it is', () => {
    const site = scripted().site();
    wire.follow?.({ op: 'enter', args: {} }, { ...granted, pid: 98 }, site);
    expect(site.subject.pid).not.toBe(98);
    wire.follow?.({ op: 'fork', args: {} }, { ...granted, pid: 99 }, site);
    expect(site.subject.pid).toBe(99);
  });
});
