/** Plots as SVG, without any library: bars, and curves on logarithmic axes. */
import type { Curve, Plot } from './figure.ts';

const STYLE = 'font-family="sans-serif" font-size="12" fill="#333"';
const COLOURS = ['#1f77b4', '#888888', '#d62728', '#2ca02c'];
const BY: Record<string, string> = { monitor: '#888888', stage: '#1f77b4' };

export function svg(plot: Plot): string {
  return plot.kind === 'bars' ? bars(plot) : curves(plot);
}

function bars({ title, unit, bars: all }: Extract<Plot, { kind: 'bars' }>): string {
  const [left, width, line] = [400, 420, 20];
  const most = Math.max(...all.map(({ value }) => value), 1);
  const rows = all.map(({ name, value, by }, i) => {
    const y = 60 + i * line;
    const length = Math.max((value / most) * width, 1);
    return [
      text(left - 8, y + 12, name, 'text-anchor="end"'),
      `<rect x="${left}" y="${y + 2}" width="${length.toFixed(1)}" height="${line - 6}" fill="${BY[by] ?? '#2ca02c'}"/>`,
      text(left + length + 6, y + 12, `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`),
    ].join('');
  });
  const key = Object.entries(BY).map(([by, colour], i) => legend(left + i * 110, 36, by, colour));
  return page(left + width + 90, 80 + all.length * line, title, [...key, ...rows]);
}

function curves({ title, x, y, curves: all }: Extract<Plot, { kind: 'curves' }>): string {
  const [left, top, width, height] = [70, 60, 520, 320];
  const points = all.flatMap(curve => curve.points);
  const across = axis(points.map(p => p.size));
  const up = axis(points.map(p => p.time));
  const place = (p: Curve['points'][number]) => [left + across.at(p.size) * width, top + (1 - up.at(p.time)) * height];
  const lines = all.map(({ points: own }, i) => {
    const path = own
      .map(p =>
        place(p)
          .map(n => n.toFixed(1))
          .join(','),
      )
      .join(' ');
    const dots = own.map(p => {
      const [cx = 0, cy = 0] = place(p);
      return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3" fill="${COLOURS[i]}"/>`;
    });
    return `<polyline points="${path}" fill="none" stroke="${COLOURS[i]}" stroke-width="2"/>${dots.join('')}`;
  });
  const grid = [
    ...across.marks.map(mark => {
      const at = (left + across.at(mark) * width).toFixed(1);
      return `<line x1="${at}" y1="${top}" x2="${at}" y2="${top + height}" stroke="#ddd"/>${text(Number(at), top + height + 18, short(mark), 'text-anchor="middle"')}`;
    }),
    ...up.marks.map(mark => {
      const at = (top + (1 - up.at(mark)) * height).toFixed(1);
      return `<line x1="${left}" y1="${at}" x2="${left + width}" y2="${at}" stroke="#ddd"/>${text(left - 8, Number(at) + 4, short(mark), 'text-anchor="end"')}`;
    }),
  ];
  const key = all.map(({ name }, i) => legend(left + i * 170, 40, name, COLOURS[i] ?? '#000'));
  const names = [
    text(left + width, top + height + 36, x, 'text-anchor="end"'),
    text(left - 8, top - 8, y, 'text-anchor="end"'),
  ];
  return page(left + width + 40, top + height + 50, title, [...grid, ...lines, ...key, ...names]);
}

/** Whole powers of ten that hold all values; `at`: 0 … 1. */
function axis(values: number[]): { at: (value: number) => number; marks: number[] } {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  return {
    at: value => (Math.log10(value) - low) / (high - low),
    marks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(1)));
}

function legend(x: number, y: number, name: string, colour: string): string {
  return `<rect x="${x}" y="${y - 10}" width="10" height="10" fill="${colour}"/>${text(x + 16, y, name)}`;
}

function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${more}>${escaped(words)}</text>`;
}

function page(width: number, height: number, title: string, parts: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${STYLE}>`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    `<text x="16" y="20" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
