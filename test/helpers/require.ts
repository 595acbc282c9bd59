/** What a test needs from the machine. What is missing is said aloud; with LAB_REQUIRE=all it is a failure. */
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';

/** True when the tests run as root. */
export const isRoot = process.getuid?.() === 0;

/** Absolute path of a program on PATH, or null. */
export function which(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {}
  }
  return null;
}

/**
 * Call it at the level of a file or inside `describe`:
 *
 *     describe.runIf(needs('strace', 'compares our call list with strace'))('…', () => …)
 *     describe.runIf(needs(isRoot, 'creates cgroups, needs root'))('…', () => …)
 *
 * `what` is a program on PATH, or a condition; `reason` says what it is for or what is missing.
 * Unmet: adds one skipped test that carries the reason and returns false; with LAB_REQUIRE=all it throws, which fails the file.
 * For what no installation can change (the layout of cgroups, say) use vitest's `ctx.skip(reason)` instead: it always skips.
 */
export function needs(what: string | boolean, reason: string): boolean {
  const met = typeof what === 'string' ? which(what) !== null : what;
  if (met) return true;
  const sentence = typeof what === 'string' ? `needs ${what}: ${reason}` : `needs: ${reason}`;
  if (process.env.LAB_REQUIRE === 'all') throw new Error(`${sentence} (LAB_REQUIRE=all forbids skipping)`);
  test.skip(sentence, () => {});
  return false;
}
