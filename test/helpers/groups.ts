/** Groups that a test has made by hand: taken away whatever became of it. */
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kill } from './processes.ts';
import { patience } from './slowness.ts';

/** Directories of groups with this name, at the top of a hierarchy or one below, in every hierarchy of this machine. */
export function groupsNamed(name: string): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const mounts = lines.filter(line => / - cgroup2? /.test(line)).map(line => line.split(' ')[4] ?? '');
  return [...new Set(mounts)].flatMap(mount =>
    [mount, ...foldersIn(mount)].map(top => join(top, name)).filter(group => existsSync(group)),
  );
}

/** Kills the members, and removes the groups with what is below them; throws when the kernel still keeps one in the end. */
export async function removeGroups(groups: string[]): Promise<void> {
  const end = Date.now() + patience;
  for (const group of groups.flatMap(innermostFirst)) {
    for (;;) {
      try {
        for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n')) kill(Number(pid));
        rmdirSync(group);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') break;
        if (Date.now() > end) throw error;
        await pause(20);
      }
    }
  }
}

function innermostFirst(group: string): string[] {
  return [...foldersIn(group).flatMap(innermostFirst), group];
}

/** None of a group that goes while one looks. */
function foldersIn(group: string): string[] {
  try {
    const inside = readdirSync(group, { withFileTypes: true });
    return inside.filter(entry => entry.isDirectory()).map(({ name }) => join(group, name));
  } catch {
    return [];
  }
}
