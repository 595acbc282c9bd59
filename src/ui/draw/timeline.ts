/** The line of a recording: when one is in it, and a head on a rail with a mark for each step. */
import { columnsOf, cut } from '../text/text.ts';
import { theme } from '../text/theme.ts';

interface TimelineView {
  /** Milliseconds from the beginning. */
  position: number;
  duration: number;
  /** Where steps begin. */
  steps: readonly number[];
  playing: boolean;
}

const RAIL = { passed: '━', coming: '─', step: '┴', stepPassed: '┻', head: '●' };

/** Empty where nothing is recorded. */
export function timelineLine(view: TimelineView | null, columns: number): string {
  if (view === null) return '';
  const { position, duration, steps, playing } = view;
  const state = playing ? '▶ playing' : '‖ paused ';
  const left = ` RECORDED ${state}  ${clock(position)} `;
  const right = ` ${clock(duration)}`;
  const width = columns - columnsOf(left) - columnsOf(right) - 1;
  if (width < 5) return cut(theme.accent(left), columns);
  const cellOf = (t: number) => (duration === 0 ? 0 : Math.round((t / duration) * (width - 1)));
  const head = cellOf(position);
  const marks = new Set(steps.map(cellOf));
  const rail = Array.from({ length: width }, (_, i) => {
    if (i < head) return marks.has(i) ? RAIL.stepPassed : RAIL.passed;
    return marks.has(i) ? RAIL.step : RAIL.coming;
  });
  const passed = rail.slice(0, head).join('');
  const coming = rail.slice(head + 1).join('');
  return `${theme.focus(left)}${theme.accent(passed)}${theme.focus(RAIL.head)}${theme.quiet(coming)}${theme.quiet(right)}`;
}

/** Milliseconds as `1:05.2`, hours where there are any. */
function clock(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const [seconds, minutes, hours] = [
    Math.floor(tenths / 10) % 60,
    Math.floor(tenths / 600) % 60,
    Math.floor(tenths / 36000),
  ];
  const two = (n: number) => String(n).padStart(2, '0');
  const text = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  return `${text}.${tenths % 10}`;
}
