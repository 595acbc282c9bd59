/** Where the time of one full run goes, system call by system call, as the helper reports it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { decodeLine } from '../../src/protocol/decode.ts';
import { party } from './contenders.ts';
import type { Outcome, Plot } from './figure.ts';
import type { Layout } from './layout.ts';
import { median, spread } from './statistics.ts';
import { inPrivateView, type Workshop } from './workshop.ts';

interface Cost {
  name: string;
  by: string;
  microseconds: number[];
}

export function calls(workshop: Workshop, layout: Layout, rounds: number): Outcome {
  const ours = party(workshop, layout, ['/bin/true'], 'calls').contenders.find(({ name }) => name === 'ours');
  if (!ours) return { figures: [], plots: [], missing: [] };
  const input = readFileSync(ours.input ?? '', 'utf8');
  const [program = '', ...args] = inPrivateView(ours.command, layout.version === 1);
  const costs: Cost[] = [];
  for (let round = -3; round < rounds; round++) {
    const { stdout } = spawnSync(program, args, { input, encoding: 'latin1' });
    if (round >= 0) note(costs, stdout);
  }
  const bars = costs.map(({ name, by, microseconds }) => ({ name, by, value: median(microseconds) }));
  const net = bars.find(({ name }) => name.includes('CLONE_NEWNET'))?.value ?? 0;
  const sum = bars.reduce((all, { value }) => all + value, 0);
  const plot: Plot = {
    kind: 'bars',
    file: 'calls.svg',
    title: 'One full run, system call by system call (medians)',
    unit: 'µs',
    bars,
  };
  return {
    figures: [
      { id: 'calls/sum', what: 'all system calls of a full run together', unit: 'µs', value: spread([sum]) },
      {
        id: 'calls/net',
        what: 'of these, the unshare that makes the network namespace',
        unit: 'µs',
        value: spread([net]),
      },
    ],
    plots: [plot],
    missing: [],
  };
}

function note(costs: Cost[], output: string): void {
  const made = output.split('\n').flatMap(line => {
    const message = line === '' ? null : decodeLine(line);
    return message?.kind === 'reply' ? message.calls : [];
  });
  made.forEach((call, i) => {
    costs[i] ??= { name: titleOf(call), by: call.by, microseconds: [] };
    costs[i]?.microseconds.push(call.ns / 1000);
  });
}

/** Short enough for a plot: numbers that differ each time are left out. */
function titleOf({ name, args }: { name: string; args: string }): string {
  const words = args
    .replace(/\d+<([^>]*)>/g, (_, path: string) => path.split('/').slice(-2).join('/'))
    .replace(/"[^"]*\/([^"/]*)"/g, '"…/$1"')
    .replace(/NULL(, )?/g, '');
  return `${name}(${words.length > 48 ? `${words.slice(0, 47)}…` : words})`;
}
