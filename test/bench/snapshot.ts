/** What a snapshot of three subjects costs: host, a running app in its container, and an aside. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Monitor } from '../../src/helper/monitor.ts';
import { createHierarchy, detect, type Group } from '../../src/kernel/cgroup/index.ts';
import { systemReader } from '../../src/kernel/cgroup/system-reader.ts';
import { type Frame, queriesFor } from '../../src/observe/snapshot.ts';
import { encodeQuery, type Query, type Source } from '../../src/observe/source.ts';
import type { WireRequest } from '../../src/protocol/wire.ts';
import { which } from '../helpers/require.ts';
import { takeSnapshot } from '../helpers/take-snapshot.ts';
import type { Figure, Outcome } from './figure.ts';
import { ratio, spread } from './statistics.ts';
import { talk, timed } from './talk.ts';
import type { Workshop } from './workshop.ts';

export interface Scene {
  take(): Promise<unknown>;
  queries: Query[];
  pids: Record<string, number>;
  close(): Promise<void>;
}

/** A held container with its group, an aside, and a snapshotter. */
export async function openScene(workshop: Workshop): Promise<Scene> {
  const monitor = await Monitor.start({ interactive: false });
  const ask = async (request: WireRequest) => {
    const reply = await monitor.request(request);
    if (!reply.ok) throw new Error(`${request.op}: ${reply.error.message}`);
    return reply;
  };
  const pids: Record<string, number> = { host: monitor.hello.pid };
  const group = await makeGroup(ask, monitor.hello.session);
  await ask({ op: 'spawn', args: {} });
  await ask({ op: 'mount', args: { source: workshop.root, target: workshop.root, flags: ['MS_BIND'] } });
  await ask({ op: 'unshare', args: { flags: ['CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWNET', 'CLONE_NEWPID'] } });
  await ask({ op: 'fork', args: {} });
  for (const request of group.requests) await ask(request);
  await ask({ op: 'chroot', args: { path: workshop.root } });
  await ask({ op: 'chdir', args: { path: '/' } });
  await ask({ op: 'mount', args: { source: 'proc', target: '/proc', fstype: 'proc' } });
  pids.app = (await ask({ op: 'exec', args: { argv: ['/bin/sleep', '1000'], io: 'null' } })).pid ?? 0;
  pids.aside = (await ask({ op: 'spawn', args: { subject: 'aside' } })).pid ?? 0;
  const frame: Frame = {
    subjects: ['host', 'app', 'aside'],
    rootfs: monitor.hello.rootfs,
    layers: monitor.hello.layers,
    cgroups: [{ subject: 'app', group: group.group }],
  };
  const source: Source = {
    query: async items => (await ask({ op: 'look', args: { items: items.map(encodeQuery) } })).answers ?? [],
  };
  return {
    take: () => takeSnapshot(source, frame),
    queries: queriesFor(frame),
    pids,
    close: async () => void (await monitor.quit()),
  };
}

/** The subject's group as the product makes it, and the requests that put the stage into it. */
async function makeGroup(
  ask: (request: WireRequest) => Promise<unknown>,
  session: string,
): Promise<{ group: Group; requests: WireRequest[] }> {
  const hierarchy = createHierarchy(detect(systemReader), { delegated: null });
  for (const request of hierarchy.setup().requests) await ask(request);
  const group = hierarchy.plan(`${session}-bench`);
  return { group, requests: [...group.create('stage'), ...group.join('stage')] };
}

export async function snapshot(workshop: Workshop, rounds: number): Promise<Outcome> {
  const scene = await openScene(workshop);
  const reader = talk(workshop.program('reader'), [plan(workshop, scene)]);
  const lsns = which('lsns');
  const samples: Record<'ours' | 'floor' | 'lsns', number[]> = { ours: [], floor: [], lsns: [] };
  try {
    for (let round = -10; round < rounds; round++) {
      const ours = await timed(() => scene.take());
      const floor = Number(await reader.ask('go')) / 1e6;
      const peer = lsns && round % 5 === 0 ? await timed(async () => spawnSync(lsns, { stdio: 'ignore' })) : null;
      if (round < 0) continue;
      samples.ours.push(ours);
      samples.floor.push(floor);
      if (peer !== null) samples.lsns.push(peer);
    }
  } finally {
    await reader.end();
    await scene.close();
  }
  return {
    figures: figures(samples, scene.queries.length),
    plots: [],
    missing: lsns ? [] : ['lsns: not installed (package util-linux)'],
  };
}

/** The same files for the C loop, by absolute path. */
function plan(workshop: Workshop, { queries, pids }: Scene): string {
  const file = join(workshop.folder, 'snapshot');
  const lines = queries.map(({ kind, subject, path }) => {
    const proc = `/proc/${pids[subject]}`;
    if (kind === 'cgroup') return `read ${path}`;
    if (kind === 'hostname') return `hostname ${proc}/ns/uts`;
    if (kind === 'rstat') return `stat ${proc}/root${path}`;
    if (kind === 'rlist') return `list ${proc}/root${path}`;
    return `${kind} ${proc}/${path}`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

function figures({ ours, floor, lsns }: Record<'ours' | 'floor' | 'lsns', number[]>, questions: number): Figure[] {
  const all: Figure[] = [
    {
      id: 'snapshot/floor',
      what: `the ${questions} files of a snapshot, a loop in C`,
      unit: 'ms',
      value: spread(floor),
    },
    {
      id: 'snapshot/ours',
      what: 'a snapshot of 3 subjects, as facts in Node',
      unit: 'ms',
      value: spread(ours),
      ratio: { ...ratio(ours, floor), of: 'ours / floor' },
      goal: { atMost: 2 },
    },
  ];
  if (lsns.length > 0)
    all.push({
      id: 'snapshot/lsns',
      what: 'lsns',
      unit: 'ms',
      value: spread(lsns),
      ratio: { ...ratio(lsns, ours), of: 'lsns / ours' },
      goal: { atLeast: 1 },
    });
  return all;
}
