/** Figures as a Markdown table, and what has changed since the last release. */
import { type Figure, isReached, judged } from './figure.ts';

/** Figure id to the number that is compared: a ratio where there is one, so that machines can differ. */
export type Baseline = Record<string, number>;

/** Only what does not depend on how fast a machine is. */
export function baselineOf(figures: Figure[]): Baseline {
  const lasting = figures.filter(
    ({ ratio, unit }) => ratio || unit === 'KB' || unit === 'exponent' || unit === 'bytes',
  );
  return Object.fromEntries(lasting.map(figure => [figure.id, rounded(judged(figure))]));
}

export function markdown(figures: Figure[], before: Baseline): string {
  const head = ['what', 'median', '10 % … 90 %', 'ratio', 'undisturbed', 'of CPU time', 'goal', 'last release'];
  const rows = figures.map(figure => row(figure, before));
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function row(figure: Figure, before: Baseline): string[] {
  const { what, value, unit, ratio, cpu } = figure;
  const amount = unit === 'exponent' ? '' : ` ${unit}`;
  return [
    what,
    `${number(value.median)}${amount}`,
    value.count > 1 ? `${number(value.low)} … ${number(value.high)}` : '',
    ratio ? `${number(ratio.value)} (${number(ratio.from)} … ${number(ratio.to)}) ${ratio.of}` : '',
    ratio ? number(ratio.undisturbed) : '',
    cpu ? number(cpu.value) : '',
    goalText(figure),
    changeText(figure, before),
  ];
}

function goalText(figure: Figure): string {
  const reached = isReached(figure);
  if (reached === null || !figure.goal) return '';
  const { atMost, atLeast } = figure.goal;
  const wanted = atMost !== undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return `${reached ? '✓' : '✗'} ${wanted}`;
}

export function changeText(figure: Figure, before: Baseline): string {
  const old = before[figure.id];
  if (old === undefined) return '';
  const now = judged(figure);
  if (old === 0) return now === 0 ? '=' : `was 0`;
  const percent = Math.round((now / old - 1) * 100);
  return percent === 0 ? '=' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

/** Three digits that count. */
export function number(value: number): string {
  return String(rounded(value));
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
