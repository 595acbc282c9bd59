/** Commands that need nobody: how much longer than Node itself. And how large the helper is. */

import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, type Outcome, once } from './figure.ts';
import { interleave } from './interleave.ts';
import { ratio, spread } from './statistics.ts';
import { checkout, type Workshop } from './workshop.ts';

const PROGRAM = join(checkout, 'dist/container-lab.js');

export function start(workshop: Workshop, rounds: number): Outcome {
  const node = process.execPath;
  const samples = interleave(
    workshop,
    [
      { name: 'node', command: [node, '-e', '0'] },
      { name: 'version', command: [node, PROGRAM, '--version'] },
      { name: 'list', command: [node, PROGRAM, 'list'] },
    ],
    { rounds, warmUp: 2, gap: 1 },
    { v1: false },
  );
  const wall = (name: string) => samples.get(name)?.wall ?? [];
  const cpu = (name: string) => samples.get(name)?.cpu ?? [];
  const ours = (name: string, what: string): Figure => ({
    id: `start/${name}`,
    what,
    unit: 'ms',
    value: spread(wall(name)),
    ratio: { ...ratio(wall(name), wall('node')), of: 'ours / node -e 0' },
    cpu: ratio(cpu(name), cpu('node')),
    goal: { atMost: 1.5 },
  });
  return {
    figures: [
      { id: 'start/node', what: 'node -e 0', unit: 'ms', value: spread(wall('node')) },
      ours('version', 'container-lab --version'),
      ours('list', 'container-lab list'),
    ],
    plots: [],
    missing: [],
  };
}

const LARGEST = { x64: 150, arm64: 200 };

export function sizes(): Outcome {
  const figures: Figure[] = [];
  const missing: string[] = [];
  for (const [arch, atMost] of Object.entries(LARGEST)) {
    try {
      execFileSync('make', ['-s', '-C', join(checkout, 'native'), arch], { stdio: 'pipe' });
    } catch {
      missing.push(`the size of the helper for ${arch}: no compiler or no musl for it (native/Makefile)`);
      continue;
    }
    const file = join(checkout, `native/prebuilt/linux-${arch}/lab-helper`);
    if (existsSync(file))
      figures.push({
        id: `size/${arch}`,
        what: `static helper, ${arch}`,
        unit: 'KB',
        value: once(statSync(file).size / 1000),
        goal: { atMost },
      });
  }
  return { figures, plots: [], missing };
}
