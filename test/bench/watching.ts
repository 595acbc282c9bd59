/** What an open challenge costs, Node and helper together, among processes and groups of others; and how soon it sees what is new. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { openScreen } from '../helpers/screen.ts';
import { childrenOf, cpuOf } from './cpu.ts';
import { type Figure, type Outcome, once } from './figure.ts';
import type { Layout } from './layout.ts';
import { spread } from './statistics.ts';
import { timed } from './talk.ts';
import { checkout, type Workshop } from './workshop.ts';

const PROGRAM = join(checkout, 'dist/container-lab.js');
const PROCESSES = 3000;
const GROUPS = 2000;
/** Milliseconds in which V8 compiles what a look takes and cleans up after the start, and young processes become old. */
const UNTIL_WARM = 30_000;
/** A look every quarter of a second, and what it takes. */
const SEEN = 300;
/** Percent of a CPU. */
const COST = 2;

export async function watching(workshop: Workshop, layout: Layout, seconds: number): Promise<Outcome> {
  const state = mkdtempSync(join(workshop.folder, 'state-'));
  const figures = [
    ...(await watched('quiet', 'nobody else', '02-unshare/alone', seconds, state)),
    ...(await among(workshop, () =>
      watched('processes', `${PROCESSES} processes of others`, '02-unshare/alone', seconds, state),
    )),
    ...(await amongGroups(layout, () =>
      watched('groups', `${GROUPS} groups of others`, '04-create-cgroup/your-group', seconds, state),
    )),
  ];
  return { figures, plots: [], missing: [] };
}

async function watched(
  id: string,
  among: string,
  challenge: string,
  seconds: number,
  state: string,
): Promise<Figure[]> {
  const screen = openScreen(process.execPath, [PROGRAM, 'open', challenge], {
    env: { XDG_STATE_HOME: state, NODE_ENV: undefined, SHELL: '/bin/sh' },
  });
  try {
    await screen.waitFor('watching …');
    await pause(UNTIL_WARM);
    const monitors = childrenOf(screen.pid, 'lab-monitor');
    const pids = [screen.pid, ...monitors, ...monitors.flatMap(monitor => childrenOf(monitor, 'lab-reader'))];
    if (pids.length !== 3) throw new Error('the helper was not found, or its reader');
    const cpu = () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
    const before = cpu();
    await pause(seconds * 1000);
    const cost = (cpu() - before) / (seconds * 10);
    const figures: Figure[] = [
      {
        id: `watching/${id}`,
        what: `CPU of an open challenge, ${among}`,
        unit: '%',
        value: once(cost),
        goal: { atMost: COST },
      },
    ];
    if (challenge.startsWith('02')) {
      screen.press('t');
      await screen.waitFor(/[#$] *$/m);
      const times: number[] = [];
      for (let i = 0; i < 8; i++) {
        times.push(
          await timed(async () => {
            screen.press('unshare --uts sleep 60\r');
            await screen.waitFor('✓ It has a UTS namespace');
          }),
        );
        screen.press('\u0003');
        await screen.waitFor(shown => !shown.text().includes('✓ It has a UTS namespace'));
      }
      figures.push({
        id: `watching/${id}-seen`,
        what: `until a new process is on the screen, ${among}`,
        unit: 'ms',
        value: spread(times),
        goal: { atMost: SEEN },
      });
    }
    return figures;
  } finally {
    await screen.close();
  }
}

/** In sessions of their own, without a terminal: nobody's. */
async function among<T>(workshop: Workshop, measure: () => Promise<T>): Promise<T> {
  const child = spawn(workshop.program('crowd'), [String(PROCESSES)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise(resolve => child.on('close', resolve));
  await new Promise(resolve => child.stdout.once('data', resolve));
  try {
    return await measure();
  } finally {
    child.stdin.end();
    await ended;
  }
}

async function amongGroups<T>(layout: Layout, measure: () => Promise<T>): Promise<T> {
  const parents = [...new Set(layout.groups.map(({ parent }) => parent))].map(parent =>
    join(parent, 'lab-bench-others'),
  );
  const each = Math.ceil(GROUPS / parents.length);
  const children = parents.flatMap(parent => Array.from({ length: each }, (_, i) => join(parent, String(i))));
  for (const directory of [...parents, ...children]) mkdirSync(directory);
  try {
    return await measure();
  } finally {
    for (const directory of [...children, ...parents]) rmdirSync(directory);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
