/** Whether a folder of lessons is still the one that was baked. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderMark {
  /** Of every lesson and list, by its name. */
  sizes: Record<string, number>;
  /** Another one whenever a lesson or a list is another. */
  hash: string;
}

export async function folderMark(dir: string): Promise<FolderMark> {
  const sizes = Object.fromEntries(filesOf(dir).map(({ name, size }) => [name, size]));
  return { sizes, hash: await hashOf(dir, Object.keys(sizes)) };
}

/** Who unpacks a package writes its files one after the other, in any order. */
const UNPACKING_MS = 2000;

/**
 * Files are opened only where their times leave it open: a course of any size is to cost nothing before it is read.
 * `since`: when the mark was written, as `mtimeMs` tells it.
 */
export async function hasMark(dir: string, { sizes, hash }: FolderMark, since: number): Promise<boolean> {
  const files = filesOf(dir);
  if (files.length !== Object.keys(sizes).length) return false;
  if (files.some(({ name, size }) => sizes[name] !== size)) return false;
  if (files.every(({ changed }) => changed <= since + UNPACKING_MS)) return true;
  return (await hashOf(dir, Object.keys(sizes))) === hash;
}

function filesOf(dir: string): { name: string; size: number; changed: number }[] {
  return readdirSync(dir)
    .filter(name => /\.(md|yaml|tsv)$/.test(name))
    .sort()
    .map(name => {
      const { size, mtimeMs } = statSync(join(dir, name));
      return { name, size, changed: mtimeMs };
    });
}

async function hashOf(dir: string, names: string[]): Promise<string> {
  const { createHash } = await import('node:crypto'); // 3 ms of a start
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(dir, name)));
  return hash.digest('hex');
}
