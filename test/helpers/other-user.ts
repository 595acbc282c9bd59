/** Where other users get at it: a checkout may lie in a home that is closed to them, or below what a sandbox covers (/tmp, /run). */
import { chmodSync, mkdtempSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Another user of this machine, who has no name; no two runs have the same, since a folder in /tmp bears the number. */
export const OTHER_USER = 20_000 + Math.floor(Math.random() * 40_000);

/** A new folder that all may enter, on a file system where programs may run. */
export function worldReadableFolder(name: string): string {
  const folder = mkdtempSync(`/var/tmp/lab-${name}-`);
  chmodSync(folder, 0o755);
  return folder;
}

/** Whether other users may start the Node that runs this. */
export function othersHaveNode(): boolean {
  for (let path = process.execPath; path !== '/'; path = dirname(path))
    if ((statSync(path).mode & 0o001) === 0) return false;
  return true;
}
