import { describe, expect, it } from 'vitest';
import { wait, waitOps } from '../../../../src/session/engine/ops/waiting.ts';
import { EXPERIMENT } from '../../../../src/words/cast.ts';
import type { Facts } from '../../../../src/words/fact-value.ts';
import { scripted } from '../scripted-parts.ts';

const until = { op: 'wait-until', args: { fact: 'cgroup.pids.current', ge: 3, seconds: 5 } };
const exit = { op: 'wait-exit', args: { seconds: 5 } };

/** Gives one snapshot after the other; the program ends before the one with this index. */
function script(values: string[], endsBefore = Number.POSITIVE_INFINITY) {
  let looks = 0;
  return {
    looks: () => looks,
    look: async (): Promise<Facts> => ({ 'cgroup.pids.current': values[Math.min(looks++, values.length - 1)] ?? null }),
    hasEnded: () => looks >= endsBefore,
  };
}

describe('wait', () => {
  it('looks until the fact has grown', async () => {
    const watched = script(['1', '2', '3']);
    await wait(until, watched);
    expect(watched.looks()).toBe(3);
  });

  it('takes one more look after the end', async () => {
    const watched = script(['1'], 2);
    await wait(exit, watched);
    expect(watched.looks()).toBe(3);
  });

  it('a word is no number', async () => {
    await expect(wait({ ...until, args: { ...until.args, seconds: 0 } }, script(['max']))).rejects.toThrow(
      'wait-until: after 0 seconds cgroup.pids.current is max, not 3 or more',
    );
  });

  it('does not wait for what cannot come any more', async () => {
    await expect(wait(until, script(['2'], 0))).rejects.toThrow('the program ended first; cgroup.pids.current is 2');
  });

  it('gives up when the time is over', async () => {
    await expect(wait({ ...exit, args: { seconds: 0 } }, script(['1']))).rejects.toMatchObject({ code: 'time-out' });
  });
});

describe('the ops', () => {
  it.each([until, exit])('$op needs a program, and sees the end of it', async given => {
    const { helper, parts, site } = scripted();
    const at = site(EXPERIMENT);
    await expect(waitOps[given.op as keyof typeof waitOps].wait(given, at)).rejects.toThrow(
      `${given.op}: no program has been started in the aside`,
    );
    at.subject.running = true;
    parts.snapshotter.noteExit({ event: 'exit', pid: at.subject.pid, code: 0, signal: null, oomKill: 0 } as never);
    delete helper.processes.aside;
    const waiting = waitOps[given.op as keyof typeof waitOps].wait(given, at);
    if (given === exit) await expect(waiting).resolves.toBeUndefined();
    else await expect(waiting).rejects.toThrow('the program ended first; cgroup.pids.current is not there');
    expect(helper.looked).toContain('read:aside:status');
  });
});
