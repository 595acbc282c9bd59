/** Memory, processes and CPU time of the container against their limits. */
import { filesOf, type RealFile, usage } from '../../kernel/cgroup/index.ts';
import type { Facts } from '../../words/fact-value.ts';
import { gauge, sparkline } from '../text/bars.ts';
import { cell, cut, cutStart, oneLine } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import { bytes, percent } from '../text/units.ts';
import { heading } from './pane.ts';

/** What the subject used at one moment; null where the kernel gave none. */
interface Sample {
  /** Milliseconds. */
  t: number;
  memoryBytes: number | null;
  pids: number | null;
  /** CPU time used so far, microseconds. */
  cpuUsec: number | null;
}

/** A subject that has a cgroup. */
export interface UsageView {
  facts: Facts;
  /** Real file of each logical cgroup key. */
  files: Readonly<Record<string, RealFile>>;
  samples: readonly Sample[];
}

interface Gauge {
  name: string;
  value: number | null;
  limit: number | null;
  /** The recent past, oldest first. */
  past: (number | null)[];
  unit: (value: number) => string;
  /** The real file the limit is in. */
  file: string | undefined;
}

const NAME = 7;
const AMOUNT = 21;
/** `memory.limit_in_bytes` */
const FILE = 22;
const NARROW_GAUGE = 6;
/** Least room beside name and amount that is shared with a sparkline. */
const WITH_PAST = 34;

/** Nothing while there is no cgroup; else a title and one line for each of the three. */
export function usageLines(view: UsageView | null, columns: number): string[] {
  if (view === null) return [];
  return [heading('use and limits'), ...gaugesOf(view).map(g => line(g, columns))];
}

function gaugesOf({ facts, files, samples }: UsageView): Gauge[] {
  const now = usage(facts);
  const cpu = cpuShares(samples);
  const file = (key: string) => filesOf(files[key])[0]?.split('/').at(-1);
  return [
    {
      name: 'memory',
      value: now.memoryBytes,
      limit: now.memoryLimit,
      past: samples.map(s => s.memoryBytes),
      unit: bytes,
      file: file('cgroup.memory.max'),
    },
    {
      name: 'pids',
      value: now.pids,
      limit: now.pidsLimit,
      past: samples.map(s => s.pids),
      unit: String,
      file: file('cgroup.pids.max'),
    },
    {
      name: 'cpu',
      value: cpu.at(-1) ?? null,
      limit: now.cpuLimit,
      past: cpu,
      unit: percent,
      file: file('cgroup.cpu.max'),
    },
  ];
}

/** Samples closer than this (ms) say nothing of a rate: the kernel's own counting is coarser. */
const RATE_WINDOW = 200;

/** For each sample but the first, CPU time over the time since the last one far enough before it: 1 is a whole CPU; null where there is none. */
export function cpuShares(samples: readonly Sample[]): (number | null)[] {
  return samples.slice(1).map((sample, i) => {
    let k = i;
    while (k >= 0 && sample.t - (samples[k]?.t ?? 0) < RATE_WINDOW) k--;
    const before = samples[k];
    if (!before || before.cpuUsec === null || sample.cpuUsec === null) return null;
    return Math.max(0, (sample.cpuUsec - before.cpuUsec) / 1000 / (sample.t - before.t));
  });
}

function line(g: Gauge, columns: number): string {
  const file = oneLine(g.file ?? '');
  const rest = columns - NAME - AMOUNT - 2;
  // A narrow pane has room for the gauge and the file, not for the past.
  const bars = rest < WITH_PAST ? NARROW_GAUGE + 2 : Math.max(rest - FILE - 1, 16);
  const spark = rest < WITH_PAST ? 0 : Math.min(60, Math.floor(bars / 2));
  const full = bars - spark - 2;
  const fileColumns = Math.min(FILE, rest - bars - 1);
  const top = g.limit ?? Math.max(0, ...g.past.map(v => v ?? 0));
  const share = g.value !== null && g.limit !== null && g.limit > 0 ? g.value / g.limit : 0;
  const paint = share > 0.9 ? theme.gaugeFull : theme.gauge;
  return cut(
    [
      ` ${cell(g.name, NAME - 1)}`,
      g.limit === null ? theme.quiet('·'.repeat(full)) : paint(gauge(share, full)),
      cell(amount(g), AMOUNT),
      ...(spark > 0 ? [theme.spark(sparkline(g.past, top, spark))] : []),
      theme.quiet(cutStart(file, fileColumns)),
    ].join(' '),
    columns,
  );
}

function amount(g: Gauge): string {
  const value = g.value === null ? '–' : g.unit(g.value);
  return `${value} / ${g.limit === null ? 'no limit' : g.unit(g.limit)}`;
}
