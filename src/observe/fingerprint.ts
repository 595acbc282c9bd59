/** What others see of the host: taken before the first act of a session and after the last, to compare. */
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { holdTops, readTops } from '../kernel/cgroup/index.ts';
import { hold, readHeld } from '../kernel/held.ts';
import { parseMountinfo } from '../kernel/mountinfo.ts';
import { parseNetDevices } from '../kernel/netdev.ts';
import { processFile, processIds, processStat } from '../kernel/processes.ts';

/** A mount of the host's own namespace; what it hands on to others without the numbers of its peer groups. */
export interface HostMount {
  point: string;
  fstype: string;
  source: string;
  /** The directory of the file system that is mounted. */
  root: string;
  /** `shared`, `master`, `unbindable`; empty: private. */
  propagation: string;
}

/** A process that belongs, or may belong, to a session of container-lab. */
interface LabProcess {
  pid: number;
  name: string;
  /** See ProcessStat. */
  started: string;
  /** What of its cgroups and its environment names a session: empty when this user may not look. */
  marks: string;
}

/** What a command that is typed in the wrong place would change. */
export interface Machine {
  mounts: HostMount[];
  /** Directories: the first level of each hierarchy, and the groups of sessions. */
  cgroups: string[];
  /** What the top of the v2 tree hands down: `<mount point> +<controller>`. */
  controllers: string[];
  /** Names of the network devices. */
  devices: string[];
  hostname: string;
}

export interface Fingerprint extends Machine {
  /** Processes of sessions among those that a `before` did not list yet. */
  processes: LabProcess[];
  /** Every process there was, so that a later look need only ask about the new ones. */
  pids: number[];
  /** Names in each run directory that a session of this machine may have; null: there, but not ours to read. */
  files: Record<string, string[] | null>;
}

/** The machine's own side as it is now. */
export function takeMachine(): Machine {
  const mounts = parseMountinfo(readHeld('/proc/self/mountinfo').toString('utf8'));
  const tops = readTops(mounts);
  return {
    mounts: mounts.map(({ point, fstype, source, root, propagation }) => ({
      point,
      fstype,
      source,
      root,
      propagation: propagation.map(word => word.replace(/:.*/, '')).join(' '),
    })),
    cgroups: tops.groups,
    controllers: tops.controllers,
    devices: parseNetDevices(readHeld('/proc/net/dev').toString('utf8')),
    hostname: hostname(),
  };
}

/** From now on the machine is seen even where somebody mounts something over what is read: before the first fingerprint. */
export function holdMachine(): void {
  hold('/proc');
  holdTops(parseMountinfo(readHeld('/proc/self/mountinfo').toString('utf8')));
}

/** `run`: directories in which sessions keep theirs. With `before`, processes that it lists are not asked again. */
export function takeFingerprint(run: readonly string[], before?: Fingerprint): Fingerprint {
  const machine = takeMachine();
  const files = Object.fromEntries(run.flatMap(entries));
  // last: whoever has made any of this is already there, or over
  const pids = processIds();
  const known = new Set(before?.pids ?? pids);
  return {
    ...machine,
    processes: pids.filter(pid => !known.has(pid)).flatMap(labProcess),
    pids,
    files,
  };
}

/** Names of the processes of native/src: what they call themselves by PR_SET_NAME. */
export const HELPER_NAMES = /^lab-(monitor|stage|shell|reader|throwaway)$/;

/** Who is it, if one of container-lab's? A zombie is over: only its parent can take it away. */
function labProcess(pid: number): LabProcess[] {
  const stat = processStat(pid);
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return [];
  const groups = processFile(pid, 'cgroup')
    .split('\n')
    .filter(line => line.includes('/container-lab'));
  const environment = processFile(pid, 'environ')
    .split('\0')
    .filter(word => word.startsWith('CONTAINER_LAB_SESSION='));
  if (groups.length + environment.length === 0 && !HELPER_NAMES.test(stat.name)) return [];
  return [{ pid, name: stat.name, started: stat.started, marks: [...groups, ...environment].join('\n') }];
}

function entries(directory: string): [string, string[] | null][] {
  try {
    return [[directory, readdirSync(directory)]];
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : [[directory, null]];
  }
}
