/** The facts that only a candidate has (facts.ts): what a process's mounts, root and /proc are worth as a container's. Pure. */
import { type Mount, parseMount } from '../kernel/mountinfo.ts';
import { parseStat } from '../kernel/processes.ts';
import type { FactValue } from './facts.ts';
import type { Answer } from './source.ts';

/** Of a process with more private mounts only the latest are looked into; a path longer than this does not go over the wire. */
const MOUNTS = 48;
const PATH_BYTES = 2000;

/** Mount points that the host has not: same place, source, device and root. */
export function privateMounts(own: readonly string[], host: readonly string[]): string[] {
  const name = ({ point, source, device, root }: Mount) => [point, source, device, root].join('\n');
  const known = new Set(host.flatMap(line => parseMount(line) ?? []).map(name));
  const points = own
    .flatMap(line => parseMount(line) ?? [])
    .flatMap(mount => (known.has(name(mount)) ? [] : mount.point));
  return [...new Set(points)];
}

/** Those that are worth a question each. */
export function mountsToAsk(points: readonly string[]): string[] {
  return points.filter(point => Buffer.byteLength(point) <= PATH_BYTES && point.startsWith('/')).slice(-MOUNTS);
}

/** Lines that show the host's root file system from the same directory on: an old root that was kept. */
export function hostMounts(own: readonly string[], host: readonly string[]): string[] {
  const top = host.flatMap(line => parseMount(line) ?? []).findLast(({ point }) => point === '/');
  if (top === undefined) return [];
  return own.filter(line => {
    const mount = parseMount(line);
    return mount !== null && mount.device === top.device && mount.root === top.root;
  });
}

/** A regular file that somebody may execute: inode(7). */
export function isProgram(answer: Answer | undefined): boolean {
  const mode = modeOf(answer);
  return mode !== null && (mode & 0o170000) === 0o100000 && (mode & 0o111) !== 0;
}

export function isDirectory(answer: Answer | undefined): boolean {
  const mode = modeOf(answer);
  return mode !== null && (mode & 0o170000) === 0o040000;
}

function modeOf(answer: Answer | undefined): number | null {
  return answer !== undefined && 'mode' in answer && answer.mode !== undefined ? Number.parseInt(answer.mode, 8) : null;
}

/** Mode bits in octal, as the helper tells them; null where nobody asked. */
export function modeFact(answer: Answer | undefined): FactValue {
  if (answer === undefined) return null;
  if ('e' in answer) return { error: answer.e };
  return 'mode' in answer ? (answer.mode ?? null) : null;
}

/** Is the first process in its own /proc itself? From the two `stat` files. */
export function ownProc(first: Answer | undefined, own: Answer | undefined): FactValue {
  if (first === undefined) return null;
  if ('e' in first) return { error: first.e };
  const [a, b] = [first, own].map(answer => (answer && 'v' in answer ? parseStat(answer.v) : null));
  if (!a || !b) return null;
  return a.started === b.started && a.name === b.name ? 'yes' : 'another';
}
