import { statfsSync } from 'node:fs';
import { readHeld } from '../held.ts';
import type { LayoutReader } from './layout.ts';

/** The machine we run on. */
export const systemReader: LayoutReader = {
  readFile: path => readHeld(path).toString('utf8'),
  statfsType: path => Number(statfsSync(path).type),
};
