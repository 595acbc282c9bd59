/** Two built trees, each measured by its own benchmarks, in turn: what has become slower? */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, judged, type Outcome } from './figure.ts';
import { number } from './report.ts';
import { median } from './statistics.ts';

/** How often each section is measured in each tree: what is quick or trembles more often. */
const PAIRS: Record<string, number> = {
  ...{ size: 1, run: 3, quiet: 1, wire: 4, snapshot: 4, start: 4 },
  ...{ course: 1, screen: 2, watching: 2, scale: 1 },
};

/** Slower by more is too much. */
const LIMIT = 1.02;

/** One row of one tree, measured as often as its section. */
interface Row {
  before: Figure[];
  after: Figure[];
}

export interface Comparison {
  table: string;
  /** What has become slower each time. */
  slower: string[];
}

export function against(before: string, after: string, sections: string[], rounds: string): Comparison {
  const rows = new Map<string, Row>();
  for (const section of sections) {
    const began = performance.now();
    process.stderr.write(`${section} … `);
    for (let pair = 0; pair < (PAIRS[section] ?? 0); pair++) measurePair(rows, before, after, section, rounds, pair);
    process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`);
  }
  return compared(rows);
}

export function compared(rows: ReadonlyMap<string, Row>): Comparison {
  const lines = [...rows.values()].map(line);
  const head = ['what', 'before', 'after', 'after / before', 'each time', 'of CPU time', ''];
  const table = [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
  return { table, slower: [...rows.values()].filter(isSlower).map(({ after }) => after[0]?.what ?? '') };
}

/** In alternating order, so that what comes second does not always meet the same. */
function measurePair(
  rows: Map<string, Row>,
  before: string,
  after: string,
  section: string,
  rounds: string,
  pair: number,
): void {
  const trees = { before, after };
  for (const which of pair % 2 === 0 ? (['before', 'after'] as const) : (['after', 'before'] as const))
    for (const figure of measured(trees[which], section, rounds)) {
      const row = rows.get(figure.id) ?? { before: [], after: [] };
      rows.set(figure.id, row);
      row[which].push(figure);
    }
}

function measured(tree: string, section: string, rounds: string): Figure[] {
  const out = mkdtempSync(join(tmpdir(), 'lab-bench-out-'));
  const words = ['test/helpers/run-ts.mjs', 'test/bench/bench.ts', '--only', section, '--rounds', rounds, '--out', out];
  try {
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: tree, encoding: 'utf8', stdio: 'pipe' });
    if (status !== 0) throw new Error(`${section} could not be measured in ${tree}:\n${stderr}`);
    return (JSON.parse(readFileSync(join(out, 'bench.json'), 'utf8')) as Outcome).figures;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function line(row: Row): string[] {
  const one = row.after[0] ?? row.before[0];
  const all = changes(row);
  const shown = (figures: Figure[]) => (figures.length === 0 ? '' : number(median(figures.map(least))));
  const unit = one?.ratio ? one.ratio.of : (one?.unit ?? '');
  return [
    `${one?.what ?? ''} (${unit})`,
    shown(row.before),
    shown(row.after),
    all.length === 0 ? 'in one tree only' : number(median(all)),
    all.map(number).join(', '),
    cpuChange(row),
    verdict(row),
  ];
}

function verdict(row: Row): string {
  if (isPeer(row)) return '(not ours)';
  if (isSlower(row)) return '✗ slower';
  const all = changes(row);
  return all.length === 0 ? '' : median(all) <= LIMIT ? '✓' : '? not each time';
}

/** By the median, and never faster. What was measured once may be chance, unless it is a size. */
function isSlower(row: Row): boolean {
  const all = changes(row);
  const enough = all.length > 1 || row.after[0]?.unit === 'KB';
  return !isPeer(row) && enough && median(all) > LIMIT && all.every(change => change > 1);
}

/** What ours is compared with. */
function isPeer({ before, after }: Row): boolean {
  return /floor|^start\/(node|ink)$/.test((after[0] ?? before[0])?.id ?? '');
}

/** How much more after than before, pair by pair; less where more is better. */
function changes({ before, after }: Row): number[] {
  return after.slice(0, before.length).map((figure, i) => {
    const [now, then] = [least(figure), least(before[i] as Figure)];
    if (now === then) return 1; // 0 bytes, for example
    return figure.ratio?.of.endsWith('/ ours') ? then / now : now / then;
  });
}

function cpuChange({ before, after }: Row): string {
  const all = after.flatMap(({ cpu }, i) => (cpu && before[i]?.cpu ? [cpu.value / before[i].cpu.value] : []));
  return all.length === 0 ? '' : number(median(all));
}

/** What is disturbed least by what else the machine does. */
function least(figure: Figure): number {
  if (figure.ratio) return figure.ratio.undisturbed;
  return figure.value.count > 1 ? figure.value.low : judged(figure);
}
