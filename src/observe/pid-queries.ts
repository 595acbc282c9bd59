/** Which PIDs one query of `scan` may name: more are split over several. Pure. */
import { countOf, type PidRange } from '../kernel/pids.ts';

/** Ranges and numbers in one query: a line of the wire holds them. */
const ITEMS = 400;
/** So many PIDs, of the 4096 that the helper takes. */
const PIDS = 2048;

/** In ascending order and each PID once, in parts that fit into a query each. */
export function pidQueries(wanted: readonly (number | PidRange)[]): PidRange[][] {
  const parts: PidRange[][] = [];
  let room = 0;
  for (const [first, last] of merged(wanted))
    for (let from = first; from <= last; from += PIDS) {
      const piece: PidRange = [from, Math.min(last, from + PIDS - 1)];
      const size = countOf([piece]);
      const part = parts.at(-1);
      if (part === undefined || part.length === ITEMS || size > room) {
        parts.push([piece]);
        room = PIDS - size;
      } else {
        part.push(piece);
        room -= size;
      }
    }
  return parts;
}

/** As `scan` takes it: `12`, `12-40`. */
export function rangeText([first, last]: PidRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** In ascending order, each PID once. */
function merged(wanted: readonly (number | PidRange)[]): PidRange[] {
  const ranges = wanted
    .map((one): PidRange => (typeof one === 'number' ? [one, one] : [...one]))
    .sort((a, b) => a[0] - b[0]);
  const result: PidRange[] = [];
  for (const [first, last] of ranges) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}
