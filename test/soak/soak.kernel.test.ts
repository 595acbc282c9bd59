/** A session that is open for long, and many one after the other: neither memory nor descriptors may grow. */

import { readdirSync, readFileSync } from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/cli/play/connect.ts';
import { places } from '../../src/session/course.ts';
import type { LiveSession } from '../../src/session/live-session.ts';
import { appOf } from '../../src/session/state-queries.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { memoryTree } from '../native/helper.ts';

/** snapshots in one session; containers built, each in a session of its own. LAB_SOAK=1 is the long form. */
const [SNAPSHOTS, RUNS] = process.env.LAB_SOAK ? [10_000, 1000] : [1000, 12];

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

interface Use {
  /** Live objects of this process, bytes. */
  heap: number;
  descriptors: number;
  /** The monitor's resident memory (KiB) and descriptors. */
  monitor: { rss: number; descriptors: number } | null;
}

function use(monitor: number | null): Use {
  collectGarbage();
  collectGarbage();
  return {
    heap: process.memoryUsage().heapUsed,
    descriptors: readdirSync('/proc/self/fd').length,
    monitor:
      monitor === null ? null : { rss: residentOf(monitor), descriptors: readdirSync(`/proc/${monitor}/fd`).length },
  };
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

async function openAtTheEnd(): Promise<LiveSession> {
  const live = await connect({ interactive: false, app: { argv: ['/bin/pause'], io: 'pipe' } });
  live.begin();
  const starts = places(live.lessons).findLast(
    ({ step }) => step.type === 'action' && step.do.some(({ op }) => op === 'start-app'),
  );
  if (!starts) throw new Error('no step starts the app');
  await live.jump(starts.lesson.id, starts.step.id);
  await live.next();
  expect(appOf(live.getState())?.exit).toBeNull();
  return live;
}

function told(when: string, { heap, descriptors, monitor }: Use): void {
  const helper = monitor ? `, helper ${monitor.rss} KiB and ${monitor.descriptors} descriptors` : '';
  console.log(`${when}: heap ${(heap / 2 ** 20).toFixed(1)} MiB, ${descriptors} descriptors${helper}`);
}

describe.runIf(needs(isRoot, 'makes containers, needs root') && needs(memoryTree() !== null, 'a memory controller'))(
  'soak',
  () => {
    test(
      `${SNAPSHOTS} snapshots of a running container`,
      async () => {
        const live = await openAtTheEnd();
        const session = live.getState().session;
        const monitor = Number(session?.rootfs.path.split('/').at(-2)?.split('-')[0]);
        const snapshots = async (count: number): Promise<Use> => {
          for (let i = 0; i < count; i++) await live.refresh();
          return use(monitor);
        };
        // what is kept of the past (calls, changes, samples: state.ts) is full after its first hundreds
        const before = await snapshots(SNAPSHOTS * 0.2);
        const after = await snapshots(SNAPSHOTS * 0.8);
        told('a fifth', before);
        told(`${SNAPSHOTS} snapshots`, after);
        await live.close();
        expect(live.getState().certificate?.ours).toEqual([]);
        expect(after.descriptors).toBe(before.descriptors);
        expect(after.monitor?.descriptors).toBe(before.monitor?.descriptors);
        expect((after.monitor?.rss ?? 0) - (before.monitor?.rss ?? 0)).toBeLessThan(256);
        expect(after.heap - before.heap).toBeLessThan(2 * 2 ** 20);
      },
      (60_000 + SNAPSHOTS * 40) * slowness,
    );

    test(
      `${RUNS} containers built and taken down`,
      async () => {
        const runs = async (count: number): Promise<Use> => {
          for (let i = 0; i < count; i++) {
            const live = await openAtTheEnd();
            const { session } = live.getState();
            await live.close();
            expect(live.getState().certificate?.ours).toEqual([]);
            if (session) await untilNothingIsLeft(sessionName(session));
          }
          return use(null);
        };
        const before = await runs(Math.ceil(RUNS * 0.2));
        const after = await runs(Math.floor(RUNS * 0.8));
        told('a fifth', before);
        told(`${RUNS} containers`, after);
        expect(after.descriptors).toBe(before.descriptors);
        expect(after.heap - before.heap).toBeLessThan(2 * 2 ** 20);
      },
      (60_000 + RUNS * 3000) * slowness,
    );
  },
);
