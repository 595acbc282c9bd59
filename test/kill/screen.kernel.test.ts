/** SIGKILL while the full screen is up: afterwards the learner's terminal is sane and nothing is left. */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import { untilNothingIsLeft } from '../helpers/host.ts';
import { descendants, kill } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { childOf, isSane, openWorkshop, processes } from '../helpers/workshop.ts';
import { HELPER, memoryTree } from '../native/helper.ts';
import { kills, pick, random, report, seed } from './random.ts';

/** `group`: the CLI's process group. `all`: the CLI, the monitor and what it has started, at once. `guard`: the CLI and its guard. */
const VICTIMS = ['cli', 'monitor', 'group', 'all', 'guard'] as const;

/** Of all kills, those that this file makes; each way at least once. */
const COUNT = Math.max(VICTIMS.length, Math.round(kills * 0.05));

const PLACES = (await machineLessons()).flatMap(({ id, steps }) =>
  steps.flatMap(step => (step.type === 'action' && step.scope === 'main' ? [`${id}/${step.id}`] : [])),
);

/** The heads of the columns. */
const READY = /host \d+ .*stage \d+/;

function guardOf(cli: number): number {
  return childOf(cli, /^lab-helper/);
}

/** A process group of its own; a second start, where the guard could not do its work. */
const START: Partial<Record<(typeof VICTIMS)[number], string>> = {
  group: 'set -m; "$@"',
  guard: '"$@"; stty -a | grep -q -- -icanon && printf "\\033[2J\\033[HONCE MORE"; "$@"',
};

async function killOnce(victim: (typeof VICTIMS)[number], chance: () => number): Promise<void> {
  const place = pick(chance, PLACES);
  const delay = chance() ** 2 * 300 * Math.sqrt(slowness);
  const shown = openWorkshop(['open', place], { start: START[victim] ?? '"$@"' });
  try {
    await shown.waitFor(READY);
    const { cli, monitor, session } = processes(shown);
    shown.press('\r');
    await pause(delay);
    if (victim === 'monitor') kill(monitor);
    if (victim === 'group') kill(-cli);
    if (victim === 'guard') kill(guardOf(cli));
    if (victim === 'all') for (const pid of [monitor, ...descendants(monitor)]) kill(pid);
    if (victim !== 'monitor' && victim !== 'group') kill(cli);
    if (victim === 'monitor') {
      await shown.waitFor('the helper ended');
      shown.press('\u0003');
    }
    if (victim === 'guard') {
      await shown.waitFor('ONCE MORE');
      await shown.waitFor(READY);
      shown.press('\u0003');
    }
    await isSane(shown, victim === 'monitor' ? 3 : victim === 'guard' ? 0 : 137);
    if (victim === 'all') expect(spawnSync(HELPER, ['clean']).status).toBe(0);
    await untilNothingIsLeft(session);
  } catch (error) {
    throw new Error(`${victim} ${delay.toFixed(1)} ms into ${place}: ${(error as Error).message}`);
  } finally {
    await shown.close();
  }
}

describe.runIf(needs(isRoot, 'makes containers, needs root') && needs(memoryTree() !== null, 'a memory controller'))(
  `the full screen, killed ${COUNT} times (LAB_SEED=${seed})`,
  () => {
    test(
      'the terminal is sane, where the guard was killed too at the next start; nothing is left',
      async () => {
        const chance = random(seed);
        const failed: string[] = [];
        for (let i = 0; i < COUNT; i++)
          await killOnce(VICTIMS[i % VICTIMS.length] as (typeof VICTIMS)[number], chance).catch(error =>
            report(failed, error.message),
          );
        expect(failed).toEqual([]);
      },
      (10_000 + COUNT * 15_000) * slowness,
    );
  },
);
