/** What a request costs from Node to Node: the product's own client and helper, against a line through a pair of pipes. */
import { Monitor } from '../../src/stage/monitor.ts';
import type { Figure, Outcome } from './figure.ts';
import { ratio, spread } from './statistics.ts';
import { talk, timed } from './talk.ts';
import type { Workshop } from './workshop.ts';

const BLOCK = 50;

export async function wire(workshop: Workshop, rounds: number): Promise<Outcome> {
  const monitor = await Monitor.start({ interactive: false });
  const peer = talk(workshop.program('pingpong'));
  try {
    await monitor.request({ op: 'spawn', args: {} });
    const contenders: Record<string, () => Promise<unknown>> = {
      floor: () => peer.ask('x'),
      monitor: () => monitor.request({ op: 'look', args: { items: ['link:host:ns/uts'] } }),
      stage: () => monitor.request({ op: 'chdir', args: { path: '/' } }),
    };
    const samples: Record<string, number[]> = { floor: [], monitor: [], stage: [] };
    for (let round = -5; round < rounds; round++)
      for (const [name, once] of Object.entries(contenders)) {
        const took = await timed(async () => {
          for (let i = 0; i < BLOCK; i++) await once();
        });
        if (round >= 0) samples[name]?.push((took / BLOCK) * 1000);
      }
    return { figures: figures(samples), plots: [], missing: [] };
  } finally {
    await peer.end();
    await monitor.quit();
  }
}

function figures({ floor = [], monitor = [], stage = [] }: Record<string, number[]>): Figure[] {
  const figure = (id: string, what: string, values: number[]): Figure => ({
    id,
    what,
    unit: 'µs',
    value: spread(values),
  });
  const against = (values: number[]) => ({
    ratio: { ...ratio(values, floor), of: 'ours / floor' },
    goal: { atMost: 3 },
  });
  return [
    figure('wire/floor', 'a line to a program, getppid(2), a line back', floor),
    { ...figure('wire/monitor', 'an op of the monitor and its reply', monitor), ...against(monitor) },
    { ...figure('wire/stage', 'an op of the stage (one system call) and its reply', stage), ...against(stage) },
  ];
}
