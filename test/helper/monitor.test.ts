import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Monitor } from '../../src/helper/monitor.ts';
import { EXIT } from '../../src/protocol/lab-error.ts';
import { traces, untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { patience } from '../helpers/slowness.ts';
import { until } from '../native/helper.ts';

const stateOf = (pid: number) => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];

describe.runIf(needs(isRoot, 'starts a helper as root'))('a helper that is stopped', () => {
  async function stopped(): Promise<Monitor> {
    const monitor = await Monitor.start({ interactive: false });
    await monitor.request({ op: 'spawn', args: {} });
    process.kill(monitor.hello.pid, 'SIGSTOP');
    await until('that it stands', () => stateOf(monitor.hello.pid) === 'T');
    return monitor;
  }

  it('is told once while something waits for it, and again after it has answered', {
    timeout: 2 * patience,
  }, async () => {
    const monitor = await stopped();
    const { pid, session } = monitor.hello;
    const told: string[] = [];
    monitor.onSilence = sentence => told.push(sentence);
    const looks = [1, 2].map(() => monitor.request({ op: 'look', args: { items: ['read:host:comm'] } }));
    await until('a sentence', () => told.length > 0);
    expect(told[0]).toMatch(
      new RegExp(
        `^look has had no answer from the helper \\(process ${pid}\\) for \\d+ seconds: it is stopped \\(kill -CONT ${pid} `,
      ),
    );
    process.kill(pid, 'SIGCONT');
    for (const { ok } of await Promise.all(looks)) expect(ok).toBe(true);
    expect(told).toHaveLength(1);
    await monitor.quit();
    await untilNothingIsLeft(session);
  });

  it.each(['quit', 'hurry, then quit'])('is given up at the end: %s', { timeout: 2 * patience }, async how => {
    const monitor = await stopped();
    const { pid, session } = monitor.hello;
    const unanswered = monitor
      .request({ op: 'look', args: { items: ['read:host:comm'] } })
      .catch((error: unknown) => error);
    if (how !== 'quit') monitor.hurry();
    expect(await monitor.quit()).toBeNull();
    const why = await monitor.lost;
    expect(why).toMatchObject({ exit: EXIT.machineCannot });
    expect(why.message).toBe(
      `the helper (process ${pid}) does not answer: it is stopped (kill -CONT ${pid} lets it go on)`,
    );
    expect(await unanswered).toBe(why);
    expect(traces(session).processes.length).toBeGreaterThan(0);
    // its input has ended: it undoes everything as soon as it can
    process.kill(pid, 'SIGCONT');
    await untilNothingIsLeft(session);
  });
});
