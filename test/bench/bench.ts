/**
 * npm run bench: measures, writes bench.json, bench.md and the plots, and says what has changed since
 * the last release. See README.md for options and for how to read the result.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { against } from './against.ts';
import { calls } from './calls.ts';
import { containers } from './containers.ts';
import { course } from './course.ts';
import type { Outcome } from './figure.ts';
import { layout } from './layout.ts';
import { svg } from './plot.ts';
import { type Baseline, baselineOf, markdown } from './report.ts';
import { scale } from './scale.ts';
import { screen } from './screen.ts';
import { snapshot } from './snapshot.ts';
import { sizes, start } from './start.ts';
import { watching } from './watching.ts';
import { wire } from './wire.ts';
import { checkout, openWorkshop, type Workshop } from './workshop.ts';

const BASELINE = join(checkout, 'test/bench/baseline.json');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    out: { type: 'string', default: join(checkout, 'test/bench/out') },
    rounds: { type: 'string', default: '1' },
    long: { type: 'boolean', default: false },
    against: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/** A section's name, and what it measures. */
function sections(workshop: Workshop): [string, () => Outcome | Promise<Outcome>][] {
  const times = (rounds: number) => Math.max(3, Math.round(rounds * Number(options.rounds)));
  const here = layout();
  const withLayout = (measure: (l: NonNullable<typeof here>) => Outcome | Promise<Outcome>) => () =>
    here ? measure(here) : nothing('containers: this machine has no memory and pids controllers');
  return [
    ['size', () => sizes()],
    ['run', withLayout(l => containers(workshop, l, { rounds: times(300), warmUp: 10, gap: 3 }))],
    [
      'quiet',
      withLayout(l =>
        l.version === 2
          ? containers(workshop, l, { rounds: times(25), warmUp: 1, gap: 200 })
          : nothing('after a quiet 200 ms: only where cgroup v2 limits, see README.md for a machine that has it'),
      ),
    ],
    ['calls', withLayout(l => calls(workshop, l, times(60)))],
    ['wire', () => wire(workshop, times(60))],
    ['snapshot', () => snapshot(workshop, times(200))],
    ['start', () => start(workshop, times(30))],
    ['course', () => course(workshop, times(40), times(12))],
    ['screen', () => screen(workshop, times(8), options.long ? 10 : 4)],
    ['watching', withLayout(l => watching(workshop, l, options.long ? 60 : 15))],
    ['scale', withLayout(l => scale(workshop, l, options.long))],
  ];
}

function nothing(why: string): Outcome {
  return { figures: [], plots: [], missing: [why] };
}

async function measure(): Promise<Outcome> {
  const workshop = openWorkshop();
  const all: Outcome = { figures: [], plots: [], missing: [...workshop.missing] };
  const wanted = options.only?.split(',');
  try {
    for (const [name, section] of sections(workshop)) {
      if (wanted && !wanted.includes(name)) continue;
      const began = performance.now();
      process.stderr.write(`${name} … `);
      const { figures, plots, missing } = await section();
      all.figures.push(...figures);
      all.plots.push(...plots);
      all.missing.push(...missing);
      process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
    }
  } finally {
    workshop.close();
  }
  return all;
}

function readBaseline(): Baseline {
  try {
    return (JSON.parse(readFileSync(BASELINE, 'utf8')) as { figures: Baseline }).figures;
  } catch {
    return {};
  }
}

function machine() {
  return {
    kernel: release(),
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    load: loadavg(),
  };
}

function report({ figures, plots, missing }: Outcome): void {
  mkdirSync(options.out, { recursive: true });
  const here = machine();
  const table = markdown(figures, readBaseline());
  const notes = missing.map(sentence => `* ${sentence}`).join('\n');
  const head = `Kernel ${here.kernel}, ${here.cpus} CPUs (${here.model}), Node ${here.node}, load ${here.load.map(l => l.toFixed(1)).join(' ')}`;
  const pictures = plots.map(({ file, title }) => `![${title}](${file})`).join('\n');
  const page = [`# Benchmarks`, head, table, notes ? `Not measured:\n\n${notes}` : '', pictures]
    .filter(Boolean)
    .join('\n\n');
  writeFileSync(
    join(options.out, 'bench.json'),
    `${JSON.stringify({ machine: here, figures, plots, missing }, null, 2)}\n`,
  );
  writeFileSync(join(options.out, 'bench.md'), `${page}\n`);
  for (const plot of plots) writeFileSync(join(options.out, plot.file), svg(plot));
  process.stdout.write(`${page}\n`);
  if (options.keep)
    writeFileSync(
      BASELINE,
      `${JSON.stringify({ machine: here, figures: { ...readBaseline(), ...baselineOf(figures) } }, null, 2)}\n`,
    );
}

/** Everything happens in a mount namespace of our own, so that no mount of a measurement is ever seen outside. */
function insideOwnMounts(): boolean {
  if (process.getuid?.() !== 0) throw new Error('the benchmarks make containers and groups: run them as root');
  if (process.env.LAB_BENCH_INSIDE) return true;
  const args = [
    '--mount',
    process.execPath,
    'test/helpers/run-ts.mjs',
    'test/bench/bench.ts',
    ...process.argv.slice(2),
  ];
  const { status } = spawnSync('unshare', args, { stdio: 'inherit', env: { ...process.env, LAB_BENCH_INSIDE: '1' } });
  process.exitCode = status ?? 1;
  return false;
}

/** Each section, in this tree and in that one, in turn. */
function compare(before: string): void {
  const all = ['size', 'run', 'quiet', 'wire', 'snapshot', 'start', 'course', 'screen', 'watching', 'scale'];
  const { table, slower } = against(before, checkout, options.only?.split(',') ?? all, options.rounds);
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, 'against.md'), `# Before and after\n\n${before} → ${checkout}\n\n${table}\n`);
  process.stdout.write(`${table}\n\n${slower.length === 0 ? 'Nothing is slower.' : `Slower: ${slower.join('; ')}`}\n`);
  process.exitCode = slower.length === 0 ? 0 : 1;
}

if (options.against !== undefined) compare(resolve(options.against));
else if (insideOwnMounts()) {
  report(await measure());
  process.exit();
}
