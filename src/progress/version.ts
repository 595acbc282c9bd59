/** Versions of the progress file. Pure. */

/** What is written. Fields are only added; what means something else gets another number. */
export const VERSION = 2;

/** A parsed file of the first version as the second, which has the same fields: since then steps may have moved (moved.ts). */
export function fromVersion1(value: unknown): unknown {
  return versionOf(value) === 1 ? { ...(value as object), version: VERSION } : value;
}

/** The version of a file that only a newer container-lab can read; null of every other. */
export function newerVersion(value: unknown): number | null {
  const version = versionOf(value);
  return version !== null && version > VERSION ? version : null;
}

function versionOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('version' in value)) return null;
  return typeof value.version === 'number' ? value.version : null;
}
