/** What one session of ours could leave on this machine. Other sessions may be alive beside it. */
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventOf } from '../../src/session/events.ts';
import { patience } from './slowness.ts';

export interface Traces {
  mounts: string[];
  cgroups: string[];
  processes: string[];
  files: string[];
}

/** The session's name, as the run directory carries it: `<monitor's PID>-<random>`. */
export function sessionName(event: EventOf<'session'>): string {
  return event.rootfs.path.split('/').at(-2) ?? '';
}

export function traces(session: string): Traces {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const monitor = session.split('-')[0] ?? '';
  return {
    mounts: mountinfo.filter(line => line.includes(session)),
    cgroups: mountinfo
      .filter(line => / - cgroup2? /.test(line))
      .flatMap(line => named(line.split(' ')[4] ?? '', session, 2)),
    processes: readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .filter(pid => {
        const of = (file: string): string => readOr(`/proc/${pid}/${file}`);
        // a zombie is over; only its parent can take it away, and ours may be the one that was killed
        if (/\) Z /.test(of('stat'))) return false;
        return (
          (pid === monitor && of('comm') === 'lab-monitor\n') ||
          of('cgroup').includes(session) ||
          of('environ').includes(session) ||
          of('mountinfo').includes(session)
        );
      }),
    files: listOr('/run/container-lab').flatMap(({ name }) => (name.includes(session) ? [name] : [])),
  };
}

const NOTHING: Traces = { mounts: [], cgroups: [], processes: [], files: [] };

/** Wait until nothing of the session is left, or fail with what is. */
export async function untilNothingIsLeft(session: string, milliseconds = patience): Promise<void> {
  const end = Date.now() + milliseconds;
  let left = traces(session);
  while (JSON.stringify(left) !== JSON.stringify(NOTHING)) {
    if (Date.now() > end) throw new Error(`left after ${milliseconds} ms: ${JSON.stringify(left)}`);
    await new Promise(resolve => setTimeout(resolve, 20));
    left = traces(session);
  }
}

function named(directory: string, session: string, depth: number): string[] {
  return foldersIn(directory).flatMap(name => {
    const path = join(directory, name);
    return [...(name.includes(session) ? [path] : []), ...(depth > 1 ? named(path, session, depth - 1) : [])];
  });
}

function foldersIn(directory: string): string[] {
  return listOr(directory).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));
}

/** None of a directory that is not there: the last session takes it away. */
function listOr(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
