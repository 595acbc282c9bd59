/** The built package at another place, as an installation would have it: for tests that change it or put it where it hurts. */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = [
  'dist',
  'lessons',
  'rootfs',
  'native/build',
  'native/prebuilt',
  'package.json',
  'node_modules/koffi',
  'node_modules/@koromix',
];

/** Copies into `directory`, which must be empty; returns the path of the program. */
export function copyPackage(directory: string): string {
  for (const part of PARTS)
    if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(directory, part), { recursive: true });
  return join(directory, 'dist/container-lab.js');
}
