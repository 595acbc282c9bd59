/** The facts that only a candidate has (facts.ts): what a process's mounts, root and /proc are worth as a container's. Pure. */
import { isCard, movedFrom, type NetworkDevice, parseLinks } from '../kernel/links.ts';
import { type Mount, parseMount } from '../kernel/mountinfo.ts';
import { parseStat } from '../kernel/processes.ts';
import type { Facts, FactValue } from '../words/fact-value.ts';
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

/** Those that are worth a query each. */
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

/** Its mount points that are shared with others: what is mounted below them spreads. */
export function sharedMounts(own: readonly string[]): string[] {
  return own
    .flatMap(line => parseMount(line) ?? [])
    .flatMap(({ point, propagation }) => (propagation.some(tag => tag.startsWith('shared:')) ? [point] : []));
}

const PROGRAM = 'program';

/** The helper has looked into the file, and has found nothing against a start of it. */
export function isProgram(answer: Answer | undefined): boolean {
  return answer !== undefined && 'v' in answer && answer.v === PROGRAM;
}

/** By the type bits of its mode, inode(7). */
export function isDirectory(answer: Answer | undefined): boolean {
  const mode = answer !== undefined && 'mode' in answer && answer.mode !== undefined ? answer.mode : '0';
  return (Number.parseInt(mode, 8) & 0o170000) === 0o040000;
}

/**
 * What a file of its root is worth as a program. That which the process itself runs is one for certain, whatever the look into the
 * file (`judged`) says.
 */
export function programFact(judged: Answer | undefined, file: Answer | undefined, exe: Answer | undefined): FactValue {
  if (judged === undefined) return null;
  const isRunning = file !== undefined && exe !== undefined && 'id' in file && 'id' in exe && file.id === exe.id;
  if (isRunning) return PROGRAM;
  if ('e' in judged) return { error: judged.e };
  return 'v' in judged ? judged.v : null;
}

/** Names of its network devices beside loopback; and of those that were moved to it from the host. */
export function networkFacts(
  answer: Answer | undefined,
  host: { before: readonly NetworkDevice[]; now: readonly NetworkDevice[] },
): Facts {
  if (answer === undefined) return {};
  if ('e' in answer) return { 'net.cards': { error: answer.e }, 'net.hostDevices': { error: answer.e } };
  const here = linksOf(answer);
  const names = (devices: readonly NetworkDevice[]) => devices.map(({ name }) => name);
  return { 'net.cards': names(here.filter(isCard)), 'net.hostDevices': names(movedFrom(host, here)) };
}

/** None where they could not be asked for. */
export function linksOf(answer: Answer | undefined): NetworkDevice[] {
  return answer !== undefined && 'v' in answer ? parseLinks(answer.v) : [];
}

/** Is the first process in its own /proc itself? From the two `stat` files. */
export function ownProc(first: Answer | undefined, own: Answer | undefined): FactValue {
  if (first === undefined) return null;
  if ('e' in first) return { error: first.e };
  const [a, b] = [first, own].map(answer => (answer && 'v' in answer ? parseStat(answer.v) : null));
  if (!a || !b) return null;
  return a.started === b.started && a.name === b.name ? 'yes' : 'another';
}
