/** What of ours could be seen on this machine: to compare before and after. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Traces {
  mounts: string[];
  cgroups: string[];
  processes: string[];
  files: string[];
}

/** Everything that carries our name; other sessions' too. */
export function traces(): Traces {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return {
    mounts: mountinfo.filter(line => line.includes('container-lab/') || line.includes(' lab-')),
    cgroups: mountinfo
      .filter(line => / - cgroup2? /.test(line))
      .flatMap(line => below(line.split(' ')[4] ?? '', 2)),
    processes: readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .filter(pid => /^(lab-|app |stage)|lab-helper/.test(readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')) || readOr(`/proc/${pid}/environ`).includes('CONTAINER_LAB_SESSION=')),
    files: existsSync('/run/container-lab') ? readdirSync('/run/container-lab') : [],
  };
}

export const NOTHING: Traces = { mounts: [], cgroups: [], processes: [], files: [] };

/** Wait until nothing of ours is left, or fail with what is. */
export async function untilNothingIsLeft(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  let left = traces();
  while (JSON.stringify(left) !== JSON.stringify(NOTHING)) {
    if (Date.now() > end) throw new Error(`left after ${milliseconds} ms: ${JSON.stringify(left)}`);
    await new Promise(resolve => setTimeout(resolve, 20));
    left = traces();
  }
}

function below(directory: string, depth: number): string[] {
  if (!existsSync(directory)) return [];
  const inside = readdirSync(directory, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return inside.flatMap(({ name }) => {
    const path = join(directory, name);
    return [...(name.includes('container-lab') ? [path] : []), ...(depth > 1 ? below(path, depth - 1) : [])];
  });
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
