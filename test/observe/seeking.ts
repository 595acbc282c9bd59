/** Real processes and groups for the seekers' tests, and a helper to look at them with. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { detect } from '../../src/kernel/cgroup/index.ts';
import { systemReader } from '../../src/kernel/cgroup/system-reader.ts';
import type { ProcessSource } from '../../src/observe/process-seeker.ts';
import type { Seeker, Sighting } from '../../src/observe/seeker.ts';
import { splitList } from '../../src/protocol/encode.ts';
import type { Scan } from '../../src/protocol/wire.ts';
import { patience } from '../helpers/slowness.ts';
import type { Helper } from '../native/helper.ts';

export const layout = detect(systemReader);

/** This kernel keeps who has logged in, and lets us set it; a reason to skip where it does not. */
export const noLogins =
  spawnSync('sh', ['-c', 'echo 1001 2>/dev/null >/proc/self/loginuid']).status === 0
    ? null
    : 'the kernel keeps no login of processes, or this is not root';

export function sourceOf(h: Helper): ProcessSource {
  return {
    scan: async query => ((await h.ok('scan', { ...query })) as unknown as { scan: Scan }).scan,
    look: async items => {
      const answers = [];
      for (const part of splitList(items)) answers.push(...((await h.ok('look', { items: part })).answers ?? []));
      return answers;
    },
  };
}

const started: ChildProcess[] = [];

/** A shell line in a process group of its own, ended by `endAll`. */
export function learner(line: string, shell = 'bash'): ChildProcess {
  const child = spawn(shell, ['-c', line], { detached: true, stdio: 'ignore', cwd: '/' });
  started.push(child);
  return child;
}

export async function endAll(): Promise<void> {
  for (const child of started.splice(0)) {
    const gone =
      child.exitCode === null && child.signalCode === null ? new Promise(done => child.on('close', done)) : null;
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {}
    await gone;
  }
}

/** Look until one of the sightings is as wanted. */
export async function sighted(seeker: Seeker, what: string, wanted: (s: Sighting) => boolean): Promise<Sighting> {
  const end = Date.now() + patience;
  let last: Sighting[] = [];
  while (Date.now() < end) {
    last = await seeker.look();
    const found = last.find(wanted);
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`${what}: not among ${JSON.stringify(last).slice(0, 3000)}`);
}
