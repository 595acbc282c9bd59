/** Sizes as lessons write them. */
const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** "64M" to 67108864; null when it is not a size. */
export function parseSize(value: string | number): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  const match = /^(\d+)([KMG])?$/.exec(value);
  if (match === null) return null;
  return Number(match[1]) * (match[2] === undefined ? 1 : (UNITS[match[2]] ?? 1));
}
