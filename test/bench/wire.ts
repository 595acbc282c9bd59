/** What a request costs from Node to Node: the product's own client and helper, against a line through a pair of pipes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Monitor } from '../../src/helper/monitor.ts';
import { which } from '../helpers/require.ts';
import type { Figure, Outcome } from './figure.ts';
import { ratio, spread } from './statistics.ts';
import { talk, timed } from './talk.ts';
import type { Workshop } from './workshop.ts';

const BLOCK = 50;

/** On one CPU, and as the scheduler likes it: there it may hand each message to a CPU that has to wake up first. */
export async function wire(workshop: Workshop, rounds: number): Promise<Outcome> {
  const missing: string[] = [];
  const figures = [...againstTheFloor(await measure(workshop, rounds), 'wire', '')];
  if (which('taskset') === null) missing.push('the wire on one CPU: install util-linux');
  else {
    const all = allowedCpus();
    keepTo(all.split(/[,-]/)[0] ?? '0');
    try {
      figures.push(...againstTheFloor(await measure(workshop, rounds), 'wire-one', ', all on one CPU', { atMost: 3 }));
    } finally {
      keepTo(all);
    }
  }
  return { figures, plots: [], missing };
}

function allowedCpus(): string {
  return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
}

/** This process with all its threads, and the children it will have. */
function keepTo(cpus: string): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cpus, String(process.pid)], { stdio: 'ignore' });
}

interface Samples {
  floor: number[];
  monitor: number[];
  stage: number[];
}

async function measure(workshop: Workshop, rounds: number): Promise<Samples> {
  const monitor = await Monitor.start({ interactive: false });
  const peer = talk(workshop.program('pingpong'));
  try {
    await monitor.request({ op: 'spawn', args: {} });
    const contenders: Record<keyof Samples, () => Promise<unknown>> = {
      floor: () => peer.ask('x'),
      monitor: () => monitor.request({ op: 'look', args: { items: ['link:host:ns/uts'] } }),
      stage: () => monitor.request({ op: 'chdir', args: { path: '/' } }),
    };
    const samples: Samples = { floor: [], monitor: [], stage: [] };
    for (let round = -5; round < rounds; round++)
      for (const name of ['floor', 'monitor', 'stage'] as const) {
        const took = await timed(async () => {
          for (let i = 0; i < BLOCK; i++) await contenders[name]();
        });
        if (round >= 0) samples[name].push((took / BLOCK) * 1000);
      }
    return samples;
  } finally {
    await peer.end();
    await monitor.quit();
  }
}

function againstTheFloor(
  { floor, monitor, stage }: Samples,
  id: string,
  where: string,
  goal?: Figure['goal'],
): Figure[] {
  const figure = (name: string, what: string, values: number[]): Figure => ({
    id: `${id}/${name}`,
    what: what + where,
    unit: 'µs',
    value: spread(values),
  });
  const against = (values: number[]) => ({
    ratio: { ...ratio(values, floor), of: 'ours / floor' },
    ...(goal === undefined ? {} : { goal }),
  });
  return [
    figure('floor', 'a line to a program, getppid(2), a line back', floor),
    { ...figure('monitor', 'an op of the monitor and its reply', monitor), ...against(monitor) },
    { ...figure('stage', 'an op of the stage (one system call) and its reply', stage), ...against(stage) },
  ];
}
