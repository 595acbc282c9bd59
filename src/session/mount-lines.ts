/** Is what a subject's mount table shows also mounted for the host? Names are anybody's: file systems are compared. Pure. */
import { type Mount, parseMount } from '../kernel/mountinfo.ts';
import type { FactValue } from '../words/fact-value.ts';

/** There is a line with this text, and no such line's file system is mounted anywhere for the host. */
export function isOnlyHere(lines: FactValue, word: string, host: FactValue | undefined): boolean {
  const found = withText(lines, word);
  const known = new Set(mountsOf(host).map(({ device }) => device));
  return Array.isArray(host) && found.length > 0 && found.every(({ device }) => !known.has(device));
}

/** There is a line with this text, and the last of them shows the directory of a file system that is mounted for the host, too. */
export function isAlsoOnHost(lines: FactValue, word: string, host: FactValue | undefined): boolean {
  const top = withText(lines, word).at(-1);
  return top !== undefined && mountsOf(host).some(({ device, root }) => device === top.device && root === top.root);
}

function withText(lines: FactValue, word: string): Mount[] {
  return mountsOf(Array.isArray(lines) ? lines.filter(line => line.includes(word)) : []);
}

function mountsOf(lines: FactValue | undefined): Mount[] {
  return Array.isArray(lines) ? lines.flatMap(line => parseMount(line) ?? []) : [];
}
