/** What the screen costs: the way to the first frame, bytes of a frame, CPU at rest and live, and from a key to the screen. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Screen } from '../helpers/screen.ts';
import { unique } from '../helpers/unique.ts';
import { cpuOf } from './cpu.ts';
import { type Figure, type Outcome, once } from './figure.ts';
import { firstFrames, open } from './first-frames.ts';
import { ratio, spread } from './statistics.ts';
import { timed } from './talk.ts';
import { checkout, type Workshop } from './workshop.ts';

const PROGRAM = join(checkout, 'dist/container-lab.js');

/** Ink would load them where DEV=true; they are not installed. */
const withoutDevtools: Plugin = {
  name: 'without-react-devtools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'export default {}' }));
  },
};

/** Nothing but a line of Ink, bundled as we are: what any program with such a screen costs. */
async function hello(workshop: Workshop): Promise<string> {
  const source = join(checkout, 'node_modules/.cache', `bench-hello-${unique}.jsx`);
  const outfile = join(workshop.folder, 'hello.mjs');
  writeFileSync(
    source,
    `import React from 'react';
     import { render, Text } from 'ink';
     render(<Text>hello from ink</Text>);
     setInterval(() => {}, 1000);\n`,
  );
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    plugins: [withoutDevtools],
    define: { 'process.env.NODE_ENV': '"production"' },
    // written in two parts: run-ts.mjs gives each source its own address
    banner: { js: `import { createRequire as r } from 'node:module'; const require = r(import.${'meta'}.url);` },
    logLevel: 'error',
  });
  rmSync(source);
  return outfile;
}

async function firstFrame(workshop: Workshop, rounds: number, state: string): Promise<Figure[]> {
  const peer = await hello(workshop);
  const { mine, theirs } = await firstFrames(
    { args: [PROGRAM, 'open'], text: /\S/ },
    { args: [peer], text: 'hello from ink' },
    rounds,
    state,
  );
  return [
    {
      id: 'start/ink',
      what: 'an Ink program that says hello, to its first frame',
      unit: 'ms',
      value: spread(theirs.wall),
    },
    {
      id: 'start/frame',
      what: 'container-lab open, to its first frame',
      unit: 'ms',
      value: spread(mine.wall),
      ratio: { ...ratio(mine.wall, theirs.wall), of: 'ours / Ink hello' },
      cpu: ratio(mine.cpu, theirs.cpu),
      goal: { atMost: 1.3 },
    },
  ];
}

/** Milliseconds after which a lesson that stands still is looked at less often (src/ui/state/refresher.ts). */
const UNTIL_REST = 3000;
/** Milliseconds in which V8 compiles what a frame takes. */
const UNTIL_WARM = 5000;

interface Rest {
  cpu: number;
  bytes: number;
}

async function watch(screen: Screen, seconds: number): Promise<Rest> {
  const [cpu, bytes] = [cpuOf(screen.pid), screen.bytes()];
  await pause(seconds * 1000);
  return { cpu: (cpuOf(screen.pid) - cpu) / (seconds * 10), bytes: screen.bytes() - bytes };
}

/** A session that stands at its first step; then one whose app runs and whose figures move. */
async function idleAndLive(seconds: number, state: string): Promise<Figure[]> {
  const screen = open([PROGRAM, 'open', '02-unshare/hostname'], state);
  try {
    await screen.waitFor('Enter carries out');
    await settled(screen);
    await pause(UNTIL_REST);
    const idle = await watch(screen, seconds);
    const keys = await keyLatency(screen, 40);
    return [
      {
        id: 'screen/idle-bytes',
        what: `bytes written while nothing happens, ${seconds} s`,
        unit: 'bytes',
        value: once(idle.bytes),
        goal: { atMost: 0 },
      },
      {
        id: 'screen/idle-cpu',
        what: 'CPU while nothing happens',
        unit: '%',
        value: once(idle.cpu),
        goal: { atMost: 0.5 },
      },
      { id: 'screen/key', what: 'from a key to the first byte of the screen', unit: 'ms', value: spread(keys.times) },
      { id: 'screen/frame', what: 'bytes of a frame after a key', unit: 'bytes', value: spread(keys.bytes) },
    ];
  } finally {
    await screen.close();
  }
}

async function live(seconds: number, state: string): Promise<Figure[]> {
  const screen = open([PROGRAM, 'open', '06-start-app/start'], state);
  try {
    await screen.waitFor('Enter carries out');
    screen.press('\r');
    await screen.waitFor(/\[inside .*#/);
    screen.press('a');
    screen.press('while :; do :; done\r');
    await screen.waitFor(/cpu .* [1-9][\d.]* %/);
    await pause(UNTIL_WARM);
    const rest = await watch(screen, seconds);
    return [
      {
        id: 'screen/live-cpu',
        what: 'CPU while an app runs and figures move (4 Hz)',
        unit: '%',
        value: once(rest.cpu),
        goal: { atMost: 6 },
      },
      {
        id: 'screen/live-bytes',
        what: 'bytes written a second meanwhile',
        unit: 'bytes',
        value: once(Math.round(rest.bytes / seconds)),
      },
    ];
  } finally {
    await screen.close();
  }
}

/** ? opens the help and closes it again: a change that asks nothing of the kernel. */
async function keyLatency(screen: Screen, presses: number): Promise<{ times: number[]; bytes: number[] }> {
  const [times, bytes]: [number[], number[]] = [[], []];
  for (let i = 0; i < presses; i++) {
    const before = screen.bytes();
    const took = await timed(async () => {
      screen.press('?');
      while (screen.bytes() === before) await new Promise(resolve => setImmediate(resolve));
    });
    await settled(screen);
    times.push(took);
    bytes.push(screen.bytes() - before);
  }
  return { times, bytes };
}

/** Nothing has been written for a while. */
async function settled(screen: Screen): Promise<void> {
  for (let before = -1; before !== screen.bytes(); await pause(300)) before = screen.bytes();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

export async function screen(workshop: Workshop, rounds: number, seconds: number): Promise<Outcome> {
  const state = mkdtempSync(join(workshop.folder, 'state-'));
  const figures = [
    ...(await firstFrame(workshop, rounds, state)),
    ...(await idleAndLive(seconds, state)),
    ...(await live(seconds, state)),
  ];
  return { figures, plots: [], missing: [] };
}
