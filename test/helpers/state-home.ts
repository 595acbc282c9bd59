/** Where the tests' sessions keep their progress: not in the home of who runs them. Made for a run, removed after it. */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unique } from './unique.ts';

// vitest reads this file twice, for its configuration and for what is set up
process.env.LAB_STATE_HOME ??= join(tmpdir(), `lab-state-${unique}`);
export const stateHome = process.env.LAB_STATE_HOME;

export function setup(): void {
  mkdirSync(stateHome, { recursive: true, mode: 0o777 });
}

export function teardown(): void {
  rmSync(stateHome, { recursive: true, force: true });
}
