/** A whole container, from nothing to nothing: ours against the programs that people use. */

import { party } from './contenders.ts';
import type { Figure, Outcome } from './figure.ts';
import { type Contender, interleave, type Rounds, type Samples } from './interleave.ts';
import type { Layout } from './layout.ts';
import { observe, sameForAll, WAITING_APP } from './same-work.ts';
import { ratio, spread } from './statistics.ts';
import type { Workshop } from './workshop.ts';

/** How many times longer than ours, and how many times longer than the floor ours may take: design §10. */
const GOALS: Record<string, number> = { crun: 3.5, runc: 9, bwrap: 1, unshare: 1 };
const OVER_THE_FLOOR = 1.15;

export async function containers(workshop: Workshop, layout: Layout, rounds: Rounds): Promise<Outcome> {
  const missing: string[] = [];
  const { contenders, missing: absent } = party(workshop, layout, ['/bin/true'], 'true');
  const able = await alike(workshop, layout, contenders, missing);
  const samples = interleave(workshop, able, rounds, { v1: layout.version === 1 });
  return { figures: figures(samples, rounds.gap), plots: [], missing: [...absent, ...missing] };
}

/** Only who does the same work is compared. */
async function alike(workshop: Workshop, layout: Layout, all: Contender[], missing: string[]): Promise<Contender[]> {
  const able: Contender[] = [];
  const wanted = JSON.stringify(sameForAll(layout));
  for (const contender of party(workshop, layout, WAITING_APP, 'wait').contenders) {
    const own = all.find(({ name }) => name === contender.name);
    try {
      const seen = JSON.stringify(await observe(workshop, layout, contender));
      if (seen === wanted && own) able.push(own);
      else missing.push(`${contender.name}: left out, its work is not the same: ${seen}`);
    } catch (error) {
      missing.push(`${contender.name}: left out: ${error instanceof Error ? error.message.trim() : String(error)}`);
    }
  }
  return able;
}

function figures(samples: Map<string, Samples>, gap: number): Figure[] {
  const ours = samples.get('ours')?.wall ?? [];
  const oursCpu = samples.get('ours')?.cpu ?? [];
  const quiet = gap >= 100;
  const when = quiet ? `, after ${gap} quiet ms` : '';
  const id = quiet ? 'quiet' : 'run';
  return [...samples].map(([name, { wall, cpu }]): Figure => {
    const figure: Figure = {
      id: `${id}/${name}`,
      what: `a container, ${name}${when}`,
      unit: 'ms',
      value: spread(wall),
    };
    if (name === 'floor') return figure;
    if (name === 'ours') {
      const floor = samples.get('floor');
      if (!floor) return figure;
      return {
        ...figure,
        ratio: { ...ratio(wall, floor.wall), of: 'ours / floor' },
        cpu: ratio(cpu, floor.cpu),
        ...(quiet ? {} : { goal: { atMost: OVER_THE_FLOOR } }),
      };
    }
    const goal = quiet ? (name === 'crun' ? 5 : 1) : GOALS[name];
    return {
      ...figure,
      ratio: { ...ratio(wall, ours), of: `${name} / ours` },
      cpu: ratio(cpu, oursCpu),
      ...(goal === undefined ? {} : { goal: { atLeast: goal } }),
    };
  });
}
