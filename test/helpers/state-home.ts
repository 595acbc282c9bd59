/** Where the tests' sessions keep their progress: not in the home of who runs them. Made for a run, removed after it. */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unique } from './unique.ts';

export const stateHome = join(tmpdir(), `lab-state-${unique}`);

export function setup(): void {
  mkdirSync(stateHome, { recursive: true, mode: 0o777 });
}

export function teardown(): void {
  rmSync(stateHome, { recursive: true, force: true });
}
