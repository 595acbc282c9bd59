/** Gauges and sparklines: a share of a width, drawn with block characters. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const HEIGHTS = '▁▂▃▄▅▆▇█';

/** `share` (0 … 1, more is full) of `columns`, filled up with `░`. */
export function gauge(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  const full = Math.floor(eighths / 8);
  const part = EIGHTHS[eighths % 8] ?? '';
  return ('█'.repeat(full) + part).padEnd(columns, '░');
}

/** The last `columns` values, each as a height between 0 and `top`; `null` leaves a gap. */
export function sparkline(values: (number | null)[], top: number, columns: number): string {
  const drawn = values.slice(-columns).map(v => {
    if (v === null) return ' ';
    const level = top > 0 ? Math.round((Math.min(v, top) / top) * (HEIGHTS.length - 1)) : 0;
    return HEIGHTS[Math.max(0, level)] ?? ' ';
  });
  return drawn.join('').padStart(columns);
}
