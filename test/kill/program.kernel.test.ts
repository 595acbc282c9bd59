/** SIGKILL of the program's processes at random moments of its lessons, most of all while the bombs run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { machineLessons } from '../../src/cli/play/machine-lessons.ts';
import { start } from '../helpers/cli.ts';
import { sessionName, untilNothingIsLeft } from '../helpers/host.ts';
import { children, descendants, kill } from '../helpers/processes.ts';
import { isRoot, needs } from '../helpers/require.ts';
import { slowness } from '../helpers/slowness.ts';
import { HELPER, memoryTree } from '../native/helper.ts';
import { openNetwork } from './network.ts';
import { kills, pick, random, report, seed } from './random.ts';

/** `child`: the stage, the app, an experiment or a bomb. `group`: the CLI's process group. `all`: every one at once. */
const VICTIMS = ['cli', 'monitor', 'child', 'group', 'all'] as const;
type Victim = (typeof VICTIMS)[number] | 'sudo';

/** Of all kills, those that this file makes. */
const COUNT = Math.round(kills * 0.25);
const ENDED_BY_ITSELF = [0, 1, 3];

/** Every action of the course, those that start a program in an experiment three times. */
const PLACES = (await machineLessons()).flatMap(lesson =>
  lesson.steps.flatMap(step => {
    if (step.type !== 'action') return [];
    const bomb = step.scope === 'aside' && step.do.some(({ op }) => op === 'run' || op === 'exec');
    return Array.from({ length: bomb ? 3 : 1 }, () => ({ place: `${lesson.id}/${step.id}`, step: step.id, bomb }));
  }),
);

/** How an ordinary user who has sudo starts a program: only in a throw-away machine, where that can be arranged. */
function makeLearner(): string[] | null {
  if (!process.env.UML || !needs('sudo', 'kills sudo')) return null;
  writeFileSync('/etc/sudoers.d/kill-test', 'nobody ALL=(ALL) NOPASSWD: ALL\n', { mode: 0o440 });
  for (let folder = process.cwd(); folder !== '/'; folder = dirname(folder))
    chmodSync(folder, statSync(folder).mode | 0o011);
  const environment = ['env', 'HOME=/tmp', 'XDG_STATE_HOME=/tmp/nobody'];
  return ['setpriv', '--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', ...environment];
}

const learner = makeLearner();

async function killOnce(chance: () => number, through: string[]): Promise<void> {
  const { place, step, bomb } = pick(chance, PLACES);
  const bySudo = learner !== null && chance() < 0.5;
  const victim: Victim = bySudo && chance() < 0.3 ? 'sudo' : pick(chance, VICTIMS);
  const forward = chance() < 0.2;
  const delay = (bomb ? chance() * 700 : chance() ** 2 * 150) * Math.sqrt(slowness);
  const where = `${victim}${bySudo ? ' (through sudo)' : ''} ${delay.toFixed(1)} ms into ${forward ? 'the way to ' : ''}${place}`;
  const running = start(['run', place, '--json'], {
    through: [...through, ...(bySudo ? (learner ?? []) : []), 'setsid'],
  });
  try {
    const session = sessionName(await running.event('session'));
    if (!forward) await running.untilPrinted(`"type":"step.start","lesson":"${place.split('/')[0]}","step":"${step}"`);
    await pause(delay);
    const cli = running.child.pid as number;
    const monitor = Number(session.split('-')[0]);
    if (victim === 'cli') kill(cli);
    if (victim === 'sudo') for (const pid of children(cli)) kill(pid);
    if (victim === 'monitor') kill(monitor);
    if (victim === 'child') kill(pick(chance, descendants(monitor)));
    if (victim === 'group') kill(-cli);
    if (victim === 'all') for (const pid of [cli, monitor, ...descendants(monitor)]) kill(pid);
    const { code, stderr } = await running.ended;
    const killed = victim === 'cli' || victim === 'group' || victim === 'all';
    if (killed ? code === 0 && stderr !== '' : !ENDED_BY_ITSELF.includes(code ?? -1))
      throw new Error(`the exit code is ${code}: ${stderr}`);
    if (victim === 'all') {
      const clean = spawnSync(HELPER, ['clean'], { encoding: 'utf8' });
      if (clean.status !== 0) throw new Error(`clean: ${clean.status ?? clean.signal} ${clean.stdout}${clean.stderr}`);
    }
    await untilNothingIsLeft(session);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

describe.runIf(needs(isRoot, 'makes containers, needs root') && needs(memoryTree() !== null, 'a memory controller'))(
  `the program, killed ${COUNT} times (LAB_SEED=${seed})`,
  () => {
    test(
      'nothing is left; of a killed helper the CLI sweeps what remains',
      async () => {
        const chance = random(seed);
        const network = openNetwork();
        const devices = network.devices();
        const failed: string[] = [];
        for (let i = 0; i < COUNT; i++)
          await killOnce(chance, network.through).catch(error => report(failed, error.message));
        expect(failed).toEqual([]);
        expect(network.devices()).toEqual(devices);
        network.close();
      },
      (10_000 + COUNT * 5000) * slowness,
    );
  },
);
