import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another one whenever a lesson or a list of a folder is another. */
export function folderMark(dir: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(dir).sort()) {
    if (/\.(md|yaml|tsv)$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  }
  return hash.digest('hex');
}
