/** Numbers with their units, always of the same few widths. */

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `33554432` → `32.0 MiB`. */
export function bytes(value: number): string {
  let n = value;
  let step = 0;
  while (n >= 1024 && step < STEPS.length - 1) {
    n /= 1024;
    step++;
  }
  return `${step === 0 ? n : n.toFixed(1)} ${STEPS[step]}`;
}

/** Nanoseconds as `8 µs`, `1.2 ms`, `3.0 s`. */
export function duration(ns: number): string {
  if (ns < 1e3) return `${ns} ns`;
  if (ns < 1e6) return `${Math.round(ns / 1e3)} µs`;
  if (ns < 1e9) return `${(ns / 1e6).toFixed(1)} ms`;
  return `${(ns / 1e9).toFixed(1)} s`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
