import { readFileSync, statfsSync } from 'node:fs';
import type { LayoutReader } from './layout.ts';

/** The machine we run on. */
export const systemReader: LayoutReader = {
  readFile: path => readFileSync(path, 'utf8'),
  statfsType: path => Number(statfsSync(path).type),
};
