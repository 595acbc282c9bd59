import { statfsSync } from 'node:fs';
import { readHeld } from '../held.ts';
import type { LayoutReader } from './layout.ts';

/** Reads the cgroup layout of this machine. */
export const systemReader: LayoutReader = {
  readFile: path => readHeld(path).toString('utf8'),
  statfsType: path => Number(statfsSync(path).type),
};
