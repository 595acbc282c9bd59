/** Commands that are run in turn, in a random order each round: native/interleave.c. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPrivateView, type Workshop } from './workshop.ts';

export interface Contender {
  name: string;
  /** Absolute path of the program first. */
  command: string[];
  /** File for standard input. */
  input?: string;
}

export interface Samples {
  /** Wall time in milliseconds from vfork to exit, one for each round. */
  wall: number[];
  /** CPU time of the command and of the children that it has waited for, in milliseconds. */
  cpu: number[];
}

export interface Rounds {
  rounds: number;
  warmUp: number;
  /** Between any two runs, in milliseconds. */
  gap: number;
}

/** @throws Error when a command fails: a failure is not a time. */
export function interleave(
  workshop: Workshop,
  contenders: Contender[],
  { rounds, warmUp, gap }: Rounds,
  view: { v1: boolean },
): Map<string, Samples> {
  const file = join(workshop.folder, 'commands');
  writeFileSync(
    file,
    contenders.map(({ name, command, input = '/dev/null' }) => `${[name, input, ...command].join('\t')}\n`).join(''),
  );
  const [program = '', ...args] = inPrivateView(
    [workshop.program('interleave'), String(rounds), String(warmUp), String(gap * 1000), file],
    view.v1,
  );
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`interleave failed: ${stderr}`);
  const all = new Map<string, Samples>(contenders.map(({ name }) => [name, { wall: [], cpu: [] }]));
  for (const line of stdout.split('\n')) {
    const [name = '', wall, cpu, exit] = line.split(' ');
    const samples = all.get(name);
    if (!samples) continue;
    if (exit !== '0') throw new Error(`${name} failed with exit status ${exit} in the middle of a measurement`);
    samples.wall.push(Number(wall) / 1e6);
    samples.cpu.push(Number(cpu) / 1e3);
  }
  return all;
}
