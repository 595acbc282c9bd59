/** Programs with a screen, started in turn: how long until the first frame. */
import { openScreen, type Screen } from '../helpers/screen.ts';
import { cpuOf } from './cpu.ts';
import type { Samples } from './interleave.ts';

const SIZE = { columns: 120, rows: 36 };

export interface Shown {
  /** After `node`. */
  args: string[];
  text: string | RegExp;
}

export function open(args: string[], state: string): Screen {
  return openScreen(process.execPath, args, { ...SIZE, env: { XDG_STATE_HOME: state, NODE_ENV: undefined } });
}

/** Of both so many rounds, after a warm-up; each is the first of a round as often as the other. */
export async function firstFrames(mine: Shown, theirs: Shown, rounds: number, state: string) {
  const samples = { mine: { wall: [], cpu: [] } as Samples, theirs: { wall: [], cpu: [] } as Samples };
  for (let round = -1; round < rounds; round++)
    for (const which of round % 2 === 0 ? (['mine', 'theirs'] as const) : (['theirs', 'mine'] as const)) {
      const { wall, cpu } = await untilShown(which === 'mine' ? mine : theirs, state);
      if (round < 0) continue;
      samples[which].wall.push(wall);
      samples[which].cpu.push(cpu);
    }
  return samples;
}

async function untilShown({ args, text }: Shown, state: string): Promise<{ wall: number; cpu: number }> {
  const began = performance.now();
  const screen = open(args, state);
  try {
    await screen.waitFor(text);
    return { wall: performance.now() - began, cpu: cpuOf(screen.pid) };
  } finally {
    await screen.close();
  }
}
