/** How time grows with the machine and with the course: processes, mounts, cgroups, lessons, events of a recording. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadLessons } from '../../src/lesson/load.ts';
import { parseRecording } from '../../src/transcript/read.ts';
import { ReplaySession } from '../../src/transcript/replay-session.ts';
import { party } from './contenders.ts';
import { type Curve, type Figure, type Outcome, once } from './figure.ts';
import { interleave } from './interleave.ts';
import type { Layout } from './layout.ts';
import { openScene } from './snapshot.ts';
import { growth, median } from './statistics.ts';
import { timed } from './talk.ts';
import { checkout, type Workshop } from './workshop.ts';

/** Makes `size` of something, measures, and takes it away again. */
type Surroundings = (size: number, measure: () => Promise<void>) => Promise<void>;

export async function scale(workshop: Workshop, layout: Layout, long: boolean): Promise<Outcome> {
  const machine: [string, number[], Surroundings][] = [
    ['processes', [10, 100, 1000, 5000], crowd(workshop)],
    ['mounts', [20, 200, 1000, 5000], manyMounts(workshop)],
    ['cgroups', [10, 100, 1000, 5000], manyGroups(layout)],
  ];
  const outcome: Outcome = { figures: [], plots: [], missing: [] };
  for (const [what, sizes, surroundings] of machine) {
    const curves: Curve[] = ['a full run', 'the same, floor', 'a snapshot'].map(name => ({ name, points: [] }));
    for (const size of sizes)
      await surroundings(size, async () => {
        for (const [i, time] of (await runAndSnapshot(workshop, layout, `${what}-${size}`)).entries())
          curves[i]?.points.push({ size, time });
      });
    add(outcome, what, curves);
  }
  add(outcome, 'lessons', [lessonCurve(workshop)]);
  add(outcome, 'events', eventCurves(long ? [100, 1000, 10_000, 100_000, 1_000_000] : [100, 1000, 10_000, 100_000]));
  return outcome;
}

function add(outcome: Outcome, what: string, curves: Curve[]): void {
  outcome.plots.push({
    kind: 'curves',
    file: `scale-${what}.svg`,
    title: `Against the number of ${what}`,
    x: what,
    y: 'ms',
    curves,
  });
  for (const { name, points } of curves) {
    const figure: Figure = {
      id: `scale/${what}/${name.replaceAll(/[ ,]+/g, '-')}`,
      what: `${name}, from ${points[0]?.size} to ${points.at(-1)?.size} ${what}: grows with the power of`,
      unit: 'exponent',
      value: once(growth(points.slice(-2))),
    };
    // a floor has no goal: it is the kernel's own growth
    outcome.figures.push(name.includes('floor') ? figure : { ...figure, goal: { atMost: 1.15 } });
  }
}

async function runAndSnapshot(workshop: Workshop, layout: Layout, variant: string): Promise<number[]> {
  const { contenders } = party(workshop, layout, ['/bin/true'], variant);
  const two = contenders.filter(({ name }) => name === 'ours' || name === 'floor');
  const samples = interleave(workshop, two, { rounds: 12, warmUp: 1, gap: 2 }, { v1: layout.version === 1 });
  const scene = await openScene(workshop);
  const snapshots: number[] = [];
  try {
    for (let i = 0; i < 12; i++) snapshots.push(await timed(() => scene.take()));
  } finally {
    await scene.close();
  }
  return [median(samples.get('ours')?.wall ?? []), median(samples.get('floor')?.wall ?? []), median(snapshots)];
}

function crowd(workshop: Workshop): Surroundings {
  return async (size, measure) => {
    const child = spawn(workshop.program('crowd'), [String(size)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise(resolve => child.on('close', resolve));
    await new Promise(resolve => child.stdout.once('data', resolve));
    try {
      await measure();
    } finally {
      child.stdin.end();
      await ended;
    }
  };
}

/** We live in a mount namespace of our own (bench.ts): the host sees none of them. */
function manyMounts(workshop: Workshop): Surroundings {
  return async (size, measure) => {
    const directory = mkdtempSync(join(workshop.folder, 'mounts-'));
    const { status } = spawnSync(workshop.program('mounts'), [String(size), directory], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${size} mounts could not be made`);
    try {
      await measure();
    } finally {
      spawnSync('umount', ['--recursive', directory], { stdio: 'inherit' });
    }
  };
}

function manyGroups(layout: Layout): Surroundings {
  return async (size, measure) => {
    const parents = layout.groups.map(({ parent }) => join(parent, 'lab-bench-many'));
    const children = parents.flatMap(parent => Array.from({ length: size }, (_, i) => join(parent, String(i))));
    for (const directory of [...parents, ...children]) mkdirSync(directory);
    try {
      await measure();
    } finally {
      for (const directory of [...children, ...parents]) rmdirSync(directory);
    }
  };
}

function lessonCurve(workshop: Workshop): Curve {
  const shipped = join(checkout, 'lessons');
  const files = readdirSync(shipped);
  const course = files.filter(name => /^\d\d-.*\.md$/.test(name));
  const points = [7, 50, 200, 500].map(size => {
    const folder = mkdtempSync(join(workshop.folder, 'lessons-'));
    for (const name of files.filter(file => /\.(yaml|tsv)$/.test(file)))
      copyFileSync(join(shipped, name), join(folder, name));
    for (let i = 0; i < size; i++) {
      const name = course[i % course.length] ?? '';
      copyFileSync(join(shipped, name), join(folder, name.replace('.md', `-${i}.md`)));
    }
    const times = Array.from({ length: 3 }, () => {
      const start = performance.now();
      loadLessons(folder);
      return performance.now() - start;
    });
    return { size, time: Math.min(...times) };
  });
  return { name: 'a course is read', points };
}

/** The shipped recording, again and again: read, and then played behind the handle of a session. */
function eventCurves(sizes: number[]): Curve[] {
  const [first = '', ...rest] = readFileSync(join(checkout, 'lessons/recordings/course-v2.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const curves: Curve[] = [
    { name: 'a recording is read', points: [] },
    { name: 'a recording is opened', points: [] },
  ];
  const { lessons } = loadLessons(join(checkout, 'lessons'));
  for (const size of sizes) {
    const text = `${[first, ...Array.from({ length: size - 1 }, (_, i) => rest[i % rest.length])].join('\n')}\n`;
    let recording = parseRecording(text, 'recording');
    const [read, opened]: [number[], number[]] = [[], []];
    for (let i = 0; i < (size > 50_000 ? 2 : 5); i++) {
      const start = performance.now();
      recording = parseRecording(text, 'recording');
      const parsed = performance.now();
      new ReplaySession(recording, lessons);
      read.push(parsed - start);
      opened.push(performance.now() - parsed);
    }
    curves[0]?.points.push({ size, time: Math.min(...read) });
    curves[1]?.points.push({ size, time: Math.min(...opened) });
  }
  return curves;
}
